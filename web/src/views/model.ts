import { h } from "../dom";
import type { Page } from "../router";

export const modelPage: Page = { path: "/model", name: "model", title: "model", open(place) { place.append(h("h1", {}, "model")); } };
