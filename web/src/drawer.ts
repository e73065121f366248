// The drawer at the side: where a number comes from, one tap away. A dialog: Escape closes it and the focus returns to where it came from.

import { fill, h, type Child } from "./dom";

let dialog: HTMLDialogElement | undefined;

/** openDrawer shows content under a title. */
export function openDrawer(title: string, ...content: Child[]): void {
  if (!dialog) {
    dialog = h("dialog", { class: "drawer", "aria-labelledby": "drawer-title" });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog?.close(); // the backdrop
      if ((event.target as Element).closest?.("a[href^='/']")) dialog?.close();
    });
    document.body.append(dialog);
  }
  fill(dialog, h("div", { class: "sheet" },
    h("div", { class: "head" }, h("h2", { id: "drawer-title" }, title), h("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog?.close() }, "×")),
    content));
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

/** closeDrawer closes it if it is open. */
export function closeDrawer(): void {
  dialog?.close();
}
