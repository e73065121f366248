// What must stay small: the size of the page, the time to its first picture on a cold start, the time from slider to redraw.
import { readdir, readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { assert } from "./check.mjs";
import { serve } from "./server.mjs";

export async function size(dist) {
  let sum = 0;
  for (const name of await readdir(dist)) sum += gzipSync(await readFile(new URL(name, dist)), { level: 9 }).length;
  return sum / 1000;
}

/** cold starts a new program and a new browser and gives ms from the request of the page to bars and heat map on the screen; the best of three, since
 * the machine may be busy with something else. */
export async function cold(binary, launch) {
  const all = [];
  for (let i = 0; i < 3; i++) {
    const server = await serve(binary);
    const browser = await launch();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(server.base + "/compare", { waitUntil: "commit" });
      await page.waitForFunction(() => document.querySelector(".glance .value")?.textContent?.includes("%") && document.querySelector(".heat td .v")?.textContent);
      // The clock of the page begins when its address was asked for.
      all.push({ picture: await page.evaluate(() => performance.now()), start: server.started });
    } finally {
      await browser.close();
      await server.stop();
    }
  }
  return all.sort((a, b) => a.picture - b.picture)[0];
}

/** sliding moves a slider step by step, as fast as the page answers, and gives for each step the ms from its event to the next painted frame
 * that shows the answer. */
export async function sliding(page, label, steps) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" }); // time on the processor, whatever else the machine does
  const work = async () => Object.fromEntries((await cdp.send("Performance.getMetrics")).metrics.map((m) => [m.name, 1000 * m.value]));
  const before = await work();
  const times = await page.getByLabel(label, { exact: true }).evaluate(async (slider, n) => {
    const main = document.getElementById("main");
    const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const out = [];
    for (let i = 0; i < n; i++) {
      const before = main.dataset.drawn;
      const drawn = new Promise((done) => {
        const watch = new MutationObserver(() => {
          if (main.dataset.drawn !== before) {
            watch.disconnect();
            // A task that waits behind the frame begins when the frame is on its way to the screen.
            requestAnimationFrame(() => {
              const { port1, port2 } = new MessageChannel();
              port1.onmessage = () => done(performance.now());
              port2.postMessage(0);
            });
          }
        });
        watch.observe(main, { attributes: true, attributeFilter: ["data-drawn"] });
      });
      const max = Number(slider.max);
      const step = Number(slider.step);
      // Doses nobody asked for before: steps of the slider, each once.
      slider.value = String(step * (1 + ((7 * i) % Math.floor(max / step))));
      const began = performance.now();
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      out.push((await drawn) - began);
      await frame();
    }
    return out;
  }, steps);
  assert(times.length === steps, "every step was drawn");
  const after = await work();
  const each = (...names) => names.reduce((sum, n) => sum + after[n] - before[n], 0) / steps;
  times.sort((a, b) => a - b);
  return { median: times[Math.floor(steps / 2)], p95: times[Math.ceil(0.95 * steps) - 1], script: each("ScriptDuration"), layout: each("LayoutDuration", "RecalcStyleDuration") };
}
