// The kinds of item that this page writes, as the server declares them (tongxin/phones/items.py). A kind is a module with:
// `code`; `list(part, begin, tools)` draws what was taken along and returns how much there is; `listen()` once; `draw(subject,
// draft, offset)`, `values()`, `faults(said, words, offset)` of its form; `payload(said, subject, meta)` its own fields; `title(subject)`
// what a draft or a saved item is called; `after(part, said, subject)` what is left to do once an item was saved;
// `choices(part)` what a draft needs of it.
import * as visit from "./visit.js";

export const kinds = { [visit.code]: visit };
