// Numbers and sentences in the page's language: the formats a text's {name:format} may ask for.

export const MINUS = "\u2212";
const tag = (language) => (language === "zh" ? "zh-CN" : language || "en");
const cache = new Map();

function intl(language, options) {
  const key = language + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.NumberFormat(tag(language), options));
  return cache.get(key);
}

const real = (value, digits, language) =>
  intl(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(value)
    .replace("-", MINUS);

// Each takes a finite number (text: anything) and the language's word.
export const FORMATS = {
  text: (value) => String(value),
  integer: (value, language) => real(Math.round(value), 0, language),
  number: (value, language) => {
    const size = Math.abs(value);
    if (size && (size < 1e-6 || size >= 1e9)) return value.toExponential(1).replaceAll("-", MINUS);
    return intl(language, { maximumSignificantDigits: 3 }).format(value).replace("-", MINUS);
  },
  loss: (value, language) => {
    if (value > 0 && value < 0.0005) return "<" + real(0.001, 3, language);
    return Math.abs(value) < 1e6 ? real(value, 3, language) : value.toExponential(1).replaceAll("-", MINUS);
  },
  // How likely chance is: "= 0.21", and "< 0.001" below that.
  chance: (value, language) => {
    if (value < 0.001) return `< ${real(0.001, 3, language)}`;
    return `= ${FORMATS.number(Number(value.toPrecision(2)), language)}`;
  },
  percent: (value, language) => {
    // 99.6 % isn't "100 %": only all or nothing may round to an end.
    const percent = value >= 1 ? 100 : value <= 0 ? 0 : Math.min(99, Math.max(1, value * 100));
    return real(percent, 0, language) + "\u00a0%";
  },
};

export function format(kind, value, language = "en") {
  if (kind === "text") return FORMATS.text(value);
  if (typeof value !== "number" || !Number.isFinite(value)) return "\u2013";
  return (FORMATS[kind] ?? FORMATS.number)(value, language);
}

export const fill = (template, facts, language) =>
  template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) =>
    format(kind ?? "text", facts?.[name] ?? null, language),
  );
