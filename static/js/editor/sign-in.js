// Signed out while writing: sign in again in place, as the same person; the text stays where it is.
import { open } from "editor/dialogs";
import { make } from "editor/icons";
import { say } from "editor/words";
import { token } from "editor/keeper";

export function signInAgain(answer, { loginUrl, userName, login, keeper }) {
  if (document.querySelector("[data-sign-in-again]")) return;
  const other = answer.code === "another_user";
  const password = make("input", { type: "password", id: "again-password", class: "form-control", autocomplete: "current-password", required: true });
  const told = make("p", { class: "bad-text", role: "alert" });
  const away = make("a", { href: loginUrl, target: "_blank", rel: "noopener", class: "btn btn-secondary" }, say("sign_in_tab"));
  const retry = make("button", { type: "button", class: "btn btn-secondary" }, say("try_again"));
  const ok = make("button", { type: "submit", class: "btn btn-primary" }, say("sign_in"));
  const { dialog, form } = open({
    title: other ? say("other_user_title") : say("signed_out_title"),
    text: other ? say("other_user_text", userName) : say("signed_out_text"),
    content: [make("p", {}, make("b", {}, userName)), make("label", { class: "form-label", for: "again-password" }, say("password")), password, told],
    buttons: [away, retry, ok],
    stay: true,
  });
  dialog.dataset.signInAgain = "";
  const goOn = async () => {
    keeper.resume();
    if (await keeper.save()) dialog.close();
    else if (!keeper.stopped) dialog.close();
  };
  retry.addEventListener("click", goOn);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.textContent = "";
    ok.disabled = true;
    try {
      const body = new URLSearchParams({ login, password: password.value, csrfmiddlewaretoken: token() });
      const response = await fetch(loginUrl, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json", "X-CSRFToken": token() } });
      const data = (response.headers.get("Content-Type") ?? "").includes("json") ? await response.json() : {};
      if (response.ok && data.location && /2fa|mfa|authenticate/.test(data.location)) {
        told.textContent = say("second_factor");
        away.focus();
      } else if (response.ok) {
        for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token();
        password.value = "";
        await goOn();
      } else {
        told.textContent = data.form?.errors?.[0] ?? say("sign_in_failed");
        password.select();
      }
    } catch {
      told.textContent = say("offline");
    } finally { ok.disabled = false; }
  });
  password.focus();
}

