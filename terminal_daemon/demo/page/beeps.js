// The buzzer: plays the terminal's own tunes, once somebody has touched the page.

import { remember, remembered } from "/panel/remembered.js";

const LOUD = 0.05;
const EDGE_S = 0.004; // no click where a tone begins and ends

/** @typedef {[number | null, number][]} Tune hertz (null is a rest) and seconds */

/** @type {AudioContext | null} */
let context = null;
/** @type {{ stop: () => void, until: number, heardOut: boolean } | null} */
let playing = null;

/** @returns {boolean} */
export const isLoud = () => remembered("sound") !== "off";

/** @param {boolean} loud */
export function setLoud(loud) {
  remember("sound", loud ? null : "off");
  if (!loud) playing?.stop();
}

/** A browser plays nothing before the first touch. */
export function allowBeeps() {
  const allow = () => {
    context ??= new AudioContext();
    context.resume();
  };
  addEventListener("pointerdown", allow);
  addEventListener("keydown", allow);
}

/** Play a tune; one that tells how money stands is heard out, and the newer follows it.
 * @param {Tune} tune @param {boolean} heardOut */
export function beep(tune, heardOut) {
  if (!context || context.state !== "running" || !isLoud()) return;
  let at = context.currentTime;
  if (playing && playing.until > at) {
    if (playing.heardOut) at = playing.until;
    else playing.stop();
  }
  const voice = new OscillatorNode(context, { type: "square" });
  const volume = new GainNode(context, { gain: 0 });
  voice.connect(volume).connect(context.destination);
  voice.start(at);
  for (const [hertz, seconds] of tune) {
    if (hertz !== null) {
      voice.frequency.setValueAtTime(hertz, at);
      volume.gain.setTargetAtTime(LOUD, at, EDGE_S / 4);
      volume.gain.setTargetAtTime(0, at + seconds - EDGE_S, EDGE_S / 4);
    }
    at += seconds;
  }
  voice.stop(at);
  playing = { stop: () => voice.stop(), until: at, heardOut };
}
