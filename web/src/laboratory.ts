// Laboratory values as people write them.

import { capital } from "./format";

const spelled: Record<string, string> = { hemoglobin: "haemoglobin", "LDL-C": "LDL cholesterol", "HDL-C": "HDL cholesterol", CK: "creatine kinase" };

export const nameOf = (lab: string): string => capital(spelled[lab] ?? lab);

export const unitText = (unit: string): string => unit.replace("10^9", "10⁹");
