// Logging in by token and out again; a link may carry the token behind its "#".

import { call, Refused } from "./calls.js";
import { byId, icon } from "./elements.js";
import { say } from "./language.js";

const SLOWED = 429;

/** Log in by the link's own token, if it has one, and take it off the address. */
export async function logInByLink() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!token) return;
  history.replaceState(null, "", location.pathname + location.search);
  try {
    await call("POST", "/v1/session", { token });
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // a stale link: the page asks for the token
  }
}

/** @param {() => void} done is called after each log-in and log-out */
export function sessionControls(done) {
  const field = /** @type {HTMLInputElement} */ (byId("token"));
  const wrong = byId("log-in-wrong");
  byId("log-out").append(icon("leave"));
  byId("log-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    try {
      await call("POST", "/v1/session", { token: field.value.trim() });
      field.value = "";
      done();
    } catch (error) {
      const refused = error instanceof Refused;
      wrong.textContent = say(!refused ? "unreachable" : error.status === SLOWED ? "log_in_slow" : "log_in_wrong");
      field.focus();
    }
  });
  byId("log-out").addEventListener("click", async () => {
    await call("DELETE", "/v1/session").catch(() => null); // what fails here, fails when asked again
    done();
  });
}

/** @param {boolean} wanted */
export function askForToken(wanted) {
  byId("log-in").hidden = !wanted;
  byId("sheet").hidden = wanted;
  byId("log-out").hidden = wanted;
  if (wanted) byId("token").focus();
}
