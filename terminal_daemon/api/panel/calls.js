// Calls to the terminal's API, and what can come of them.

import { language } from "./language.js";

/** The terminal could not be reached. */
export class Unreachable extends Error {}

/** The terminal wants a token first. */
export class LogInFirst extends Error {}

/** The terminal answered, and refused. */
export class Refused extends Error {
  /** @param {number} status @param {any} problem RFC 9457 */
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
}

const PATIENCE_MS = 15_000;

/** Call the API and return its JSON, or its text; null where there is none.
 * @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>}
 * @throws {Unreachable | LogInFirst | Refused} */
export async function call(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { "Accept-Language": language(), "X-Requested-With": "terminal-daemon" };
  if (body) headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(PATIENCE_MS);
  let answer, text;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal });
    text = await answer.text();
  } catch (error) {
    throw new Unreachable(String(error));
  }
  const kind = answer.headers.get("Content-Type") ?? "";
  const json = /json/.test(kind) && text ? JSON.parse(text) : null;
  if (answer.ok) return kind.startsWith("text/plain") ? text : json;
  if (answer.status === 401 && path !== "/v1/session") throw new LogInFirst();
  throw new Refused(answer.status, json ?? {});
}

/** @param {string} path @param {Record<string, string | null>} query @returns {string} */
export function address(path, query) {
  const given = Object.entries(query).filter(([, value]) => value);
  return given.length ? `${path}?${new URLSearchParams(/** @type {any} */ (given))}` : path;
}
