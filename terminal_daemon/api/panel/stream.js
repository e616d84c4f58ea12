// The terminal's events as they come, for ever: reconnects by itself and asks for what it missed.

import { LogInFirst } from "./calls.js";
import { language } from "./language.js";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const SILENCE_MS = 40_000; // the terminal says something every 15 s

/** @typedef {{ event: string, id: string, data: any }} Told */

export class Stream {
  /** @param {(told: Told) => void} heard @param {(state: "open" | "lost" | "log_in") => void} changed */
  constructor(heard, changed) {
    this.heard = heard;
    this.changed = changed;
    this.last = "";
    this.wait = FIRST_WAIT_MS;
    /** @type {AbortController | null} */
    this.wire = null;
    this.turn = 0; // the listening that is on has this number
    this.hurry = false;
    this.wake = () => {};
  }

  /** Listen until stop(), or until the terminal wants a token. */
  async start() {
    const turn = (this.turn += 1);
    while (turn === this.turn) {
      this.hurry = false;
      try {
        await this.listen();
      } catch (error) {
        if (error instanceof LogInFirst && turn === this.turn) return this.changed("log_in");
      }
      if (turn !== this.turn) return;
      if (this.hurry) continue;
      this.changed("lost");
      await new Promise((done) => {
        this.wake = () => done(null);
        setTimeout(done, this.wait);
      });
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    }
  }

  stop() {
    this.turn += 1;
    this.again();
  }

  /** Connect anew at once: the language changed, or the network came back. */
  again() {
    this.hurry = true;
    this.wait = FIRST_WAIT_MS;
    this.wire?.abort();
    this.wake();
  }

  async listen() {
    const wire = (this.wire = new AbortController());
    let timer = setTimeout(() => wire.abort(), SILENCE_MS);
    try {
      /** @type {Record<string, string>} */
      const headers = { Accept: "text/event-stream", "Accept-Language": language() };
      if (this.last) headers["Last-Event-ID"] = this.last;
      const answer = await fetch("/v1/events?screen=1", { headers, signal: wire.signal, cache: "no-store" });
      if (answer.status === 401) throw new LogInFirst();
      if (!answer.ok || !answer.body) return;
      this.wait = FIRST_WAIT_MS;
      this.changed("open");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ; ) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => wire.abort(), SILENCE_MS);
        const parts = (rest + value).split(/\r?\n\r?\n/);
        rest = parts.pop() ?? "";
        for (const part of parts) this.take(part);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string} block the lines of one event */
  take(block) {
    const told = { event: "message", id: "", data: "" };
    for (const line of block.split(/\r?\n/)) {
      const [, name, value] = /^(event|id|data): ?(.*)$/.exec(line) ?? [];
      if (name === "data") told.data += value;
      else if (name === "event" || name === "id") told[name] = value;
    }
    if (told.event === "reset") this.last = "";
    if (told.id) this.last = told.id;
    if (told.data) this.heard({ ...told, data: JSON.parse(told.data) });
    else if (told.event === "reset") this.heard({ ...told, data: null });
  }
}
