-- Whether there are events that nobody has been told of, and whether something
-- is to be sent to a webhook now. columns: news, due.
SELECT EXISTS (SELECT FROM event_news) AS news,
--< webhooks/due
    AS due
