// Run a model: an SBML file is dropped, simulated here, and its course shown. The file leaves for no other machine than the one that serves this
// page.

import example from "../../../examples/il6-toy.xml";
import { post, postText, query, type Refusal } from "../api";
import { Chart } from "../chart";
import { fill, h } from "../dom";
import { figure } from "../figure";
import { plural } from "../format";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";

interface Run {
  command: string;
  model: { id: string; name?: string; level: number; version: number };
  solver: { method: string; rtol: number; steps: number };
  warnings: { message?: string; line?: number }[] | string[];
  units: { message?: string; line?: number }[];
  time: number[];
  variables: { id: string; name?: string; quantity: string; values: (number | null)[] }[];
}

const mostLines = 8;

export const modelPage: Page = {
  path: "/model",
  name: "Run a model",
  title: "Run an SBML model",
  open(place, parameters) {
    let file: { name: string; text: string } | undefined;
    let run: Run | undefined;
    let shown: Set<string> = new Set((parameters.get("show") ?? "").split(",").filter(Boolean));
    let until = Number(parameters.get("t_end")) || 100;
    let steps = Number(parameters.get("steps")) || 200;
    let busy: AbortController | undefined;
    const status = h("p", { class: "sub", role: "status" });
    const trouble = h("div");
    const picks = h("fieldset", { class: "picks" });
    const chart = new Chart({ title: "Course", unit: "in the units of the model", xTitle: "time", height: 360, decimals: (v) => String(Number(v.toPrecision(4))), free: true });
    const result = h("div", { hidden: true });
    const keep = (): void => remember("/model", query([...(until === 100 ? [] : [["t_end", String(until)] as [string, string]]), ...(steps === 200 ? [] : [["steps", String(steps)] as [string, string]]), ...(shown.size ? [["show", [...shown].join(",")] as [string, string]] : [])]));
    const options = (): [string, string][] => [["t_end", String(until)], ["steps", String(steps)], ["name", (file?.name ?? "model.xml").slice(0, 120)]];

    async function start(): Promise<void> {
      if (!file) return;
      busy?.abort();
      const mine = (busy = new AbortController());
      fill(status, `Running ${file.name} …`);
      trouble.replaceChildren();
      try {
        run = await post<Run>("/models/run" + query(options()), file.text, "application/xml", mine.signal);
        if (mine.signal.aborted) return;
        fill(status, `${run.model.name || run.model.id || file.name}, SBML Level ${run.model.level} Version ${run.model.version}: ${plural(run.variables.length, "variable")}, ${plural(run.solver.steps, "step")} of the solver (${run.solver.method}).`);
        const known = new Set(run.variables.map((v) => v.id));
        shown = new Set([...shown].filter((id) => known.has(id)));
        if (!shown.size) shown = new Set(run.variables.slice(0, 5).map((v) => v.id));
        drawPicks();
        result.hidden = false;
        draw();
        place.dataset["drawn"] = String(Number(place.dataset["drawn"] ?? 0) + 1);
      } catch (e) {
        if (mine.signal.aborted) return;
        status.textContent = "";
        result.hidden = true;
        fill(trouble, problemBox(e as Refusal));
      }
    }
    function drawPicks(): void {
      fill(picks, h("legend", {}, `Shown (at most ${mostLines})`), run?.variables.map((v) => h("label", {}, h("input", { type: "checkbox", checked: shown.has(v.id), onchange: (e: Event) => {
        const box = e.target as HTMLInputElement;
        if (box.checked && shown.size >= mostLines) box.checked = false;
        else if (box.checked) shown.add(v.id);
        else shown.delete(v.id);
        keep();
        draw();
      } }), ` ${v.id}`, v.name && v.name !== v.id && h("span", { class: "u" }, ` ${v.name}`))));
    }
    const lines = () => (run?.variables ?? []).filter((v) => shown.has(v.id));
    function draw(): void {
      if (!run) return;
      chart.set(run.time, lines().map((v, look) => ({ name: v.id, look, values: v.values })));
      frame.refresh();
    }
    const frame = figure({
      title: "Over time", file: "jakstat-model", body: h("div", { class: "modelrun" }, chart.element, picks),
      table: () => ({ caption: "Courses", columns: ["time", ...(run?.variables ?? []).map((v) => v.id)], rows: (run?.time ?? []).map((t, i) => [t, ...(run?.variables ?? []).map((v) => v.values[i] ?? null)]), numeric: (run?.variables ?? []).map((_, i) => i + 1).concat(0) }),
      svg: () => ({ load: () => postText("/models/run.svg" + query([...options(), ["vars", lines().map((v) => v.id).join(",")]]), file?.text ?? "", "application/xml") }),
      json: () => ({ text: JSON.stringify(run, null, 1) }),
      command: () => run?.command ?? "jakstat run MODEL.xml",
    });
    result.append(frame.element);

    const take = async (f: File | undefined): Promise<void> => {
      if (!f) return;
      file = { name: f.name, text: await f.text() };
      shown.clear();
      void start();
    };
    const input = h("input", { type: "file", accept: ".xml,.sbml,application/xml,text/xml", id: "model-file", class: "offscreen", onchange: () => take(input.files?.[0]) });
    const drop = h("div", { class: "drop", ondragover: (e: DragEvent) => {
      e.preventDefault();
      drop.classList.add("over");
    }, ondragleave: () => drop.classList.remove("over"), ondrop: (e: DragEvent) => {
      e.preventDefault();
      drop.classList.remove("over");
      void take(e.dataTransfer?.files[0]);
    } }, input, h("label", { for: "model-file", class: "choose" }, "Choose an SBML file"), h("span", { class: "u" }, "or drop it here"),
    h("button", { type: "button", class: "link", onclick: () => {
      file = { name: "il6-toy.xml", text: example };
      void start();
    } }, "Try a small example"));
    const number = (name: string, value: number, set: (v: number) => void): HTMLElement => h("label", { class: "inline" }, name, " ", h("input", { type: "number", min: 0, step: "any", value, onchange: (e: Event) => {
      const v = (e.target as HTMLInputElement).valueAsNumber;
      if (!(v > 0)) return;
      set(v);
      keep();
      void start();
    } }));

    fill(place, h("h1", {}, "Run an SBML model"), h("p", { class: "lead" }, "Level 1 to 3, any domain. What is not supported is named with its line; nothing is left out in silence."),
      drop, h("div", { class: "bar" }, number("Until", until, (v) => (until = v)), number("Steps", steps, (v) => (steps = Math.round(v)))), status, trouble, result);
    return {
      leave() {
        busy?.abort();
        chart.leave();
      },
    };
  },
};
