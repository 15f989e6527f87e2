// The form of /docs/: signs in and gives the viewer the token, which is
// forgotten with the page.
const viewer = document.querySelector("rapi-doc");
const form = document.querySelector("form");
const said = form.querySelector("output");

async function signIn() {
    const answer = await fetch("../auth/login/", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    const told = await answer.json();
    if (!answer.ok) {
        return Object.values(told).flat().join(" ");
    }
    viewer.setApiKey("token", told.token);
    form.reset();
    return `Signed in as ${told.user.username}.`;
}

form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = await signIn().catch(() =>
        "The server cannot be reached.");
});
