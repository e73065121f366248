// Pathway: from cytokine to disease, with what a treatment blocks on the way.

import { get, query, type Refusal } from "../api";
import { Cards } from "../compare/cards";
import { drugs as allDrugs, type Drug } from "../compare/drugs";
import { showCell, sourceList } from "../compare/sources";
import { parseTreatment, writeTreatment } from "../compare/treatment";
import { fill, h } from "../dom";
import { openDrawer } from "../drawer";
import { figure } from "../figure";
import { percent, plural } from "../format";
import { Live } from "../live";
import { graphOf, id, inhibitionOf, type Cytokine, type Graph, type Pathway } from "../pathway/graph";
import { PathwayMap } from "../pathway/map";
import { problemBox } from "../problem";
import { remember, type Page } from "../router";

export const pathwayPage: Page = {
  path: "/pathway",
  name: "Pathway",
  title: "From cytokine to disease",
  open(place, parameters) {
    let treatment = parseTreatment(parameters.get("treatment") ?? "upadacitinib:15 mg:qd");
    let chosen = parameters.get("follow") ?? "";
    let list: Drug[] = [];
    let doc: Pathway | undefined;
    let graph: Graph | undefined;
    const asked = (): string => query([["treatment", writeTreatment(treatment)], ["subjects", "0"]]);
    const keep = (step: boolean): void => remember("/pathway", query([["treatment", writeTreatment(treatment)], ...(chosen ? [["follow", chosen] as [string, string]] : [])]), step);

    const trouble = h("div");
    const chain = h("div", { class: "chain", "aria-live": "polite" });
    const map = new PathwayMap((node) => {
      chosen = node;
      keep(true);
      draw();
    });
    const live = new Live(async () => {
      doc = await get<Pathway>("/pathway" + asked());
      graph = graphOf(doc);
      draw();
    }, undefined, (e: Refusal | Error) => fill(trouble, problemBox(e)));
    const cards = new Cards({
      change(_i, t, final) {
        treatment = t;
        keep(final);
        if (final && !(document.activeElement instanceof HTMLInputElement)) cards.show([treatment], list);
        else if (final) cards.hold([treatment], list);
        live.ask();
      },
      remove: () => undefined,
      add: () => undefined,
    }, 1);

    const frame = figure({
      title: "The map", file: "jakstat-pathway",
      subtitle: "Colour and percentage: average inhibition over the day. Squares: the cytokines that act on a cell or drive a disease. Choose a node to follow it.",
      body: map.element, table: () => table(graph as Graph), svg: () => ({ text: map.svg() }), json: () => "/pathway.json" + asked(),
      command: () => `jakstat compare "${writeTreatment(treatment)}"`, after: chain,
    });

    function draw(): void {
      if (!doc || !graph) return;
      if (trouble.firstChild) trouble.replaceChildren();
      cards.exposure(doc.columns);
      map.update(graph, chosen);
      drawChain(doc, graph);
      frame.refresh();
      place.dataset["drawn"] = String(Number(place.dataset["drawn"] ?? 0) + 1);
    }

    function drawChain(d: Pathway, g: Graph): void {
      const node = g.nodes.find((n) => id(n) === chosen);
      if (!node) {
        fill(chain, h("p", { class: "quiet" }, "Nothing is followed. Choose a cytokine, a kinase pair, a cell or a disease."));
        return;
      }
      const through = node.through.map((c) => g.cytokines.get(c)).filter((c): c is Cytokine => c !== undefined).sort((a, b) => (inhibitionOf(b) ?? -1) - (inhibitionOf(a) ?? -1));
      fill(chain, h("h3", {}, `${node.name}: ${plural(through.length, "cytokine")}, most blocked first`),
        h("ul", {}, through.map((c) => h("li", {},
          h("button", { type: "button", class: "amount", onclick: () => sources(d, c) }, inhibitionOf(c) === null ? "–" : percent(inhibitionOf(c) as number), h("span", { class: "offscreen" }, ` of ${c.cytokine} blocked: numbers and sources`)),
          h("b", {}, c.cytokine), " ", h("span", { class: "u" }, [c.receptor_chains, c.kinase_pair, c.stats.join(", "), c.cells.join(", ")].join(" → ")),
          h("span", { class: "u roles" }, c.biology, c.diseases.length > 0 && ". Drives " + c.diseases.map((x) => `${x.disease} (${x.strength})`).join(", "), ".")))));
    }

    function sources(d: Pathway, c: Cytokine): void {
      const readout = c.inhibition[0];
      if (readout) {
        showCell({ ...d, manifest: { command: "", product: "", evidence: "", subjects: 0, seed: 1 }, rows: [], windows: [] }, { cytokine: c.cytokine, stat: readout.stat, main_cells: c.cells.join(", "), kinase_pair: c.kinase_pair, receptor: c.receptor, values: readout.values }, 0);
        const sheet = document.querySelector("dialog.drawer .sheet");
        sheet?.append(h("h3", {}, "Source of the receptor and of the diseases"), sourceList(d.sources, [c.receptor, ...c.diseases.map((x) => x.evidence)]));
      } else openDrawer(c.cytokine, sourceList(d.sources, [c.receptor]));
    }

    fill(place, h("h1", {}, "From cytokine to disease"),
      h("p", { class: "lead" }, "Cytokines signal through pairs of four kinases. See what a dose blocks, and where that matters."),
      trouble, h("div", { class: "single" }, cards.element), frame.element);
    cards.show([treatment], list);
    live.ask();
    allDrugs().then((d) => {
      list = d;
      cards.show([treatment], list);
      if (doc) cards.exposure(doc.columns);
    }, (e: Error) => fill(trouble, problemBox(e)));
    return { leave: () => live.leave() };
  },
};

function table(g: Graph): { caption: string; columns: string[]; rows: (string | number | null)[][]; numeric: number[] } {
  return {
    caption: "Cytokines, receptors, kinases, STATs, cells and diseases",
    columns: ["cytokine", "receptor", "kinase pair", "STATs", "cells", "diseases (strength)", "average inhibition (fraction)"],
    numeric: [6],
    rows: [...g.cytokines.values()].map((c) => [c.cytokine, c.receptor_chains, c.kinase_pair, c.stats.join(", "), c.cells.join(", "), c.diseases.map((d) => `${d.disease} (${d.strength})`).join("; "), inhibitionOf(c)]),
  };
}
