// Days as the server counts them, whatever this phone's clock says; `offset` are the seconds to add to it.
const isoDay = (date) =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

export const dayAt = (offset) => isoDay(new Date(Date.now() + offset * 1000));

// As the language writes it: 11月26日, 26 November.
export const shortDay = (day) =>
  new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric" });
