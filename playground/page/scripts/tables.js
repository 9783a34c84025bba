/** Draws tables: the table block, and data_table with its pages. */

import { el, fill } from "./nodes.js";
import { richText } from "./rich-text.js";

const PAGE = 5;

function cell(tag, given, settings = {}) {
  const inside = given.type === "rich_text" ? richText(given) : (given.text ?? String(given.value ?? ""));
  const align = settings.align ?? (given.type === "raw_number" ? "right" : "left");
  return el(`${tag}${settings.is_wrapped ? ".wrapped" : ""}`, { style: { textAlign: align } }, inside);
}

function row(tag, cells, settings = []) {
  return el(
    "tr",
    {},
    cells.map((one, at) => cell(tag, one, settings[at] ?? {})),
  );
}

function frame(head, rows, { caption = "", settings = [] } = {}) {
  const top = el("thead", {}, row("th", head, settings));
  const body = el(
    "tbody",
    {},
    rows.map((one) => row("td", one, settings)),
  );
  const title = caption && el("caption", {}, caption);
  // The frame scrolls sideways; with the focus on it, by the arrow keys too.
  return el(
    "div.table-frame",
    { tabIndex: 0, role: "region", "aria-label": caption || "Table" },
    el("table.table", {}, title, top, body),
  );
}

function table(block) {
  const [head, ...rows] = block.rows;
  return frame(head, rows, { settings: block.column_settings });
}

function dataTable(block) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? PAGE;
  const pages = Math.ceil(rows.length / size);
  const node = el("div.data-table");
  const show = (page) => {
    const part = rows.slice(page * size, (page + 1) * size);
    const step = (label, to) =>
      el("button.button.small", { type: "button", disabled: to < 0 || to >= pages, onclick: () => show(to) }, label);
    const foot = el(
      "div.table-foot",
      {},
      step("Back", page - 1),
      el("span.quiet", {}, `${page + 1} of ${pages}`),
      step("Next", page + 1),
    );
    fill(node, frame(head, part, { caption: block.caption, settings: block.column_settings }), pages > 1 && foot);
  };
  show(0);
  return node;
}

/** A chart is shown as what it says: its numbers. */
function chart(block) {
  const { chart: drawn = {} } = block;
  const series = drawn.series ?? [{ name: "", data: drawn.segments ?? [] }];
  const points = (one) => (one.data ?? []).map((point) => [point.label ?? point.x ?? "", point.value ?? point.y ?? ""]);
  const cells = (words) => words.map((word) => ({ text: String(word) }));
  const rows = series.flatMap((one) => points(one).map((point) => cells(one.name ? [one.name, ...point] : point)));
  const head = cells(series.some((one) => one.name) ? ["Series", "Label", "Value"] : ["Label", "Value"]);
  return frame(head, rows, { caption: `${block.title} (${drawn.type ?? "chart"})`, settings: [] });
}

/** By type: (block) => node. */
export const tables = { table, data_table: dataTable, data_visualization: chart };
