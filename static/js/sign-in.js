// The sign-in page: show the password while the eye is pressed in, fill in a demo account.
document.addEventListener("click", (event) => {
  const eye = event.target.closest?.("[data-reveal]");
  if (eye) {
    const field = document.getElementById(eye.dataset.reveal);
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    eye.setAttribute("aria-pressed", String(shown));
    const use = eye.querySelector("use");
    use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${shown ? "eye-slash" : "eye"}`);
    return;
  }
  const demo = event.target.closest?.("[data-demo-user]");
  if (!demo) return;
  const login = document.getElementById("id_login");
  login.value = demo.dataset.demoUser;
  document.getElementById("id_password").value = demo.dataset.demoPassword;
  login.form.requestSubmit();
});
