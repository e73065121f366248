// A job from its start to its end, whoever started it: progress by server-sent events, which a browser takes up again after a break.

import { base, fresh, remove, type Refusal } from "../api";
import { fill, h } from "../dom";
import { problemBox } from "../problem";
import type { Job } from "./types";

export const over = (j: Job): boolean => j.state !== "queued" && j.state !== "running";

export class Watch {
  readonly element = h("div", { class: "watch" });
  private events: EventSource | undefined;
  private gone = false;
  private readonly bar = h("progress", { max: 1, value: 0 });
  private readonly text = h("span", { class: "sub" });
  private readonly said = h("p", { role: "status", class: "offscreen" });

  /** ended is called once, with the finished job. */
  constructor(private readonly id: string, name: string, private readonly ended: (job: Job) => void) {
    this.bar.setAttribute("aria-label", `Simulation of ${name}`);
    const cancel = h("button", { type: "button", onclick: () => {
      cancel.disabled = true;
      void this.cancel();
    } }, "Cancel");
    fill(this.element, h("div", { class: "running" }, this.bar, cancel, this.text), this.said);
    this.listen();
  }

  leave(): void {
    this.gone = true;
    this.events?.close();
  }

  private listen(): void {
    this.said.textContent = "The simulation runs.";
    const e = (this.events = new EventSource(`${base}/jobs/${this.id}/events`));
    e.addEventListener("progress", (m) => this.show(JSON.parse((m as MessageEvent<string>).data) as Job));
    e.addEventListener("end", (m) => this.end(JSON.parse((m as MessageEvent<string>).data) as Job));
    e.addEventListener("error", () => {
      if (this.gone) return;
      if (e.readyState === EventSource.CLOSED) this.refused();
      else this.text.textContent = "The program does not answer; trying again …";
    });
  }

  /** refused finds out why there are no events. */
  private refused(): void {
    fresh<Job>(`/jobs/${this.id}`).then((j) => {
      if (over(j)) this.end(j);
      else window.setTimeout(() => !this.gone && this.listen(), 2000);
    }, (e: Refusal) => {
      if (!this.gone) fill(this.element, problemBox(e.problem?.status === 404 ? new Error("This simulation is no longer kept. Start it again.") : e));
    });
  }

  private show(j: Job): void {
    this.bar.value = j.progress;
    this.text.textContent = j.state === "queued" ? "Waiting for its turn …" : `${Math.floor(100 * j.progress)} %, ${j.shards_done} of ${j.shards || "?"} pieces`;
  }

  private end(j: Job): void {
    if (this.gone) return;
    this.gone = true;
    this.events?.close();
    this.element.replaceChildren();
    this.ended(j);
  }

  /** cancel ends the job; one that has just finished keeps its result. */
  private async cancel(): Promise<void> {
    try {
      await remove(`/jobs/${this.id}?finished=keep`);
    } catch (e) {
      fill(this.element, problemBox(e as Refusal));
    }
  }
}
