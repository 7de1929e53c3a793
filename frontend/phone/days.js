// Days as the server counts them: China's, whatever zone this phone is set to and whatever its clock says; `offset` are the
// seconds to add to it. The format is that of the register, YYYY-MM-DD.
const inChina = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" });

export const dayAt = (offset) => inChina.format(new Date(Date.now() + offset * 1000));

// As the language writes it: 11月26日, 26 November.
export const shortDay = (day) =>
  new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, { month: "long", day: "numeric" });
