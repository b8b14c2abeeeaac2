// @ts-check
/** Asking again and again, one question at a time, until somebody says stop. */

import { clock as realClock } from "./clock.js";

/** @import { Clock } from "./clock.js" */

/**
 * @template T
 * @param {() => Promise<T>} ask
 * @param {object} options
 * @param {number} options.every milliseconds between an answer and the next question
 * @param {(answer: T) => void} options.onAnswer
 * @param {(error: unknown) => void} [options.onError] the next question is asked all the same
 * @param {Clock} [options.clock]
 * @returns {{ stop: () => void, now: () => void }} `now` asks without waiting for the pause to end
 */
export function poll(ask, { every, onAnswer, onError, clock = realClock }) {
  const stopping = new AbortController();
  let pause = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const answer = await ask();
        if (!stopping.signal.aborted) onAnswer(answer);
      } catch (error) {
        if (!stopping.signal.aborted) onError?.(error);
      }
      if (stopping.signal.aborted) return;
      await clock.sleep(every, pause.signal);
      if (pause.signal.aborted) pause = new AbortController();
    }
  };
  void run();
  return {
    stop: () => {
      stopping.abort();
      pause.abort();
    },
    now: () => pause.abort(),
  };
}
