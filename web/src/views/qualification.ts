// Qualification: predictions beside observations, by stated criteria; what misses is shown too.

import { get, query, type Refusal } from "../api";
import { fill, h } from "../dom";
import { figure } from "../figure";
import { problemBox } from "../problem";
import { exposures, potencies } from "../qualification/exposure";
import { efficacy, events, laboratory, onset } from "../qualification/outcome";
import type { Kind, Panel } from "../qualification/panel";
import { Scatter } from "../qualification/scatter";
import { remember, type Page } from "../router";

/** In the order of the chain. */
const kinds: Kind[] = [
  { id: "pk", name: "Exposure", panel: exposures },
  { id: "potency", name: "Potency in cells", panel: potencies },
  { id: "efficacy", name: "Responses", panel: efficacy },
  { id: "onset", name: "First weeks", panel: onset },
  { id: "labs", name: "Laboratory", panel: laboratory },
  { id: "safety", name: "Adverse events", panel: events },
];

export const qualificationPage: Page = {
  path: "/qualification",
  name: "Qualification",
  title: "Predicted beside observed",
  open(place, parameters) {
    let shown = kinds.find((k) => k.id === parameters.get("of")) ?? (kinds[0] as Kind);
    const body = h("div", { "aria-live": "polite" });
    const controller = new AbortController();
    let plot: Scatter | undefined;
    const tabs = h("fieldset", { class: "segments" }, h("legend", { class: "offscreen" }, "What is compared"), kinds.map((k) =>
      h("label", {}, h("input", { type: "radio", name: "of", value: k.id, checked: k === shown, onchange: () => choose(k) }), h("span", {}, k.name))));
    fill(place, h("h1", {}, "Predicted beside observed"), h("p", { class: "lead" }, "By stated criteria. Misses are shown, not removed."), h("div", { class: "bar" }, tabs), body);

    function choose(k: Kind): void {
      shown = k;
      remember("/qualification", k === kinds[0] ? "" : query([["of", k.id]]), true);
      load(k);
    }
    function load(k: Kind): void {
      plot?.leave();
      fill(body, h("p", { class: "quiet" }, "Computing; the first time takes some seconds …"));
      get<never>(`/qualifications/${k.id}`, controller.signal).then((d) => k === shown && show(k, k.panel(d)), (e: Refusal) => {
        if (!controller.signal.aborted && k === shown) fill(body, problemBox(e));
      });
    }
    function show(k: Kind, p: Panel): void {
      const picture = new Scatter(p.dots, p.scale, p.title);
      plot = picture;
      const f = figure({
        title: p.title, subtitle: p.subtitle, file: `jakstat-${k.id}`, body: picture.element, table: () => p.table, svg: () => ({ text: picture.svg() }), json: () => `/qualifications/${k.id}.json`, command: () => p.command,
      });
      f.refresh();
      fill(body, verdict(p), h("dl", { class: "numberline" }, p.figures.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))), f.element, p.after ?? null);
      place.dataset["drawn"] = "1";
    }
    load(shown);
    return {
      leave() {
        controller.abort();
        plot?.leave();
      },
    };
  },
};

function verdict(p: Panel): HTMLElement {
  return h("p", { class: "outcome" }, h("span", { class: `verdict ${p.pass ? "ok" : "no"}` }, h("b", { "aria-hidden": "true" }, p.pass ? "✓" : "✕"), p.pass ? " Criteria met. " : " Criteria not met. "), p.verdict.replace(/^(PASS|FAIL): /, "").replace(/^./, (c) => c.toUpperCase()));
}
