"""What /server-status of mod_status tells of this module."""

from support.make import make_media

STATUS = """<Location /server-status>
    SetHandler server-status
</Location>
"""


def auto(site):
    text = site.client().get(site.origin + "/server-status?auto",
                             strict=False).text
    return dict(line.split(": ", 1) for line in text.splitlines()
                if line.startswith("Talecraft"))


def test_workers_and_queue(make_site):
    with make_site(vhosts=STATUS) as site:
        site.add_user("w")
        make_media(site.login("w"))
        assert auto(site) == {"TalecraftMediaWorkersWanted": "2",
                              "TalecraftMediaWorkers": "2",
                              "TalecraftMediaQueue": "0"}
        # one that nobody may take yet
        site.sql("update media_files set again = true, "
                 "not_before = now() + interval '1 hour'")
        assert auto(site)["TalecraftMediaQueue"] == "1"
        page = site.client().get(site.origin + "/server-status",
                                 strict=False).text
        assert "Media workers: 2 of 2" in page
        assert "Media queue: 1 files" in page
