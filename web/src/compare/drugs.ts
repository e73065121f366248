// What drugs there are, at which doses people take them.

import { get } from "../api";
import { parseTreatment, type Treatment } from "./treatment";

export interface Drug {
  name: string;
  class: string;
  simulated: boolean;
  /** usual is the first treatment of the default comparison. */
  usual: Treatment | undefined;
  /** doses are the usual ones, in mg. */
  doses: number[];
  models: { id: string; name: string }[];
  missing: string;
}

interface DrugsDocument {
  drugs: {
    name: string;
    class: string;
    simulated: boolean;
    usual_treatment?: string;
    missing_reason?: string;
    models: { id: string; population: string; formulation: string }[];
  }[];
  usual: { treatment: string; drug: string; dose: string }[];
}

let known: Promise<Drug[]> | undefined;

/** drugs asks once. */
export function drugs(): Promise<Drug[]> {
  if (!known) {
    known = get<DrugsDocument>("/drugs").then((doc) => doc.drugs.map((d) => ({
      name: d.name,
      class: d.class,
      simulated: d.simulated,
      usual: d.usual_treatment ? parseTreatment(d.usual_treatment) : undefined,
      doses: [...new Set(doc.usual.filter((u) => u.drug === d.name).map((u) => Number.parseFloat(u.dose)))].filter((mg) => mg > 0),
      models: d.models.map((m) => ({ id: m.id, name: [m.population, m.formulation].filter(Boolean).join(", ") || m.id })),
      missing: d.missing_reason ?? "",
    })));
    known.catch(() => (known = undefined));
  }
  return known;
}
