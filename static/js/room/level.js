// @ts-check
/** The bar that moves when one speaks. */

/**
 * @param {HTMLElement} element role="meter"
 * @param {object} options
 * @param {() => MediaStreamTrack | null} options.track asked again whenever `refresh` is called
 * @returns {{ refresh: () => void, end: () => void }}
 */
export function mountLevel(element, { track }) {
  /** @type {AudioContext | null} */
  let context = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  let source = null;
  /** @type {MediaStreamTrack | null} */
  let heard = null;
  let frame = 0;
  let spoken = 0;

  /** @param {AnalyserNode} analyser */
  const draw = (analyser) => {
    const samples = new Float32Array(analyser.fftSize);
    let shown = 0;
    const step = () => {
      frame = requestAnimationFrame(step);
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      // Voices live between -60 and -10 dB.
      const decibels = 10 * Math.log10(sum / samples.length + 1e-12);
      const level = heard?.enabled ? Math.min(1, Math.max(0, (decibels + 60) / 50)) : 0;
      shown = Math.max(level, shown * 0.9);
      element.style.setProperty("--level", shown.toFixed(3));
      const now = performance.now();
      if (now - spoken > 1_000) {
        spoken = now;
        element.setAttribute("aria-valuenow", String(Math.round(shown * 100)));
      }
    };
    step();
  };

  const stop = () => {
    cancelAnimationFrame(frame);
    source?.disconnect();
    source = null;
    element.style.setProperty("--level", "0");
  };

  const wake = () => void context?.resume().catch(() => {});
  // Browsers keep sound asleep until somebody touches the page.
  document.addEventListener("pointerdown", wake, { once: true });
  document.addEventListener("keydown", wake, { once: true });

  return {
    refresh: () => {
      const now = track();
      if (now === heard) return;
      stop();
      heard = now;
      if (!now) return;
      context ??= new AudioContext();
      wake();
      source = context.createMediaStreamSource(new MediaStream([now]));
      const analyser = context.createAnalyser();
      analyser.fftSize = 1024;
      source.connect(analyser);
      draw(analyser);
    },
    end: () => {
      stop();
      document.removeEventListener("pointerdown", wake);
      document.removeEventListener("keydown", wake);
      void context?.close();
      context = null;
      heard = null;
    },
  };
}
