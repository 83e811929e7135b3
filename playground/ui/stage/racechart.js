// The race's line chart, drawn in place by Plotly: for each racer a band and its median, the names
// at the ends of the lines as HTML above the plot.
//
// Plotly.react lays everything out again, so it is called only when an axis, a colour or the size
// changes; else the lines alone are moved by Plotly.animate without redraw.

import { el, write } from "./dom.js";
import { plotlyDash, sample } from "./lineup.js";

const NAMES = 118; // px at the right, for samples and names
const PITCH = 17;
const FAINT = 0.4; // each start's own line
const MARGIN = { l: 42, r: NAMES, t: 8, b: 24 };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const MOVE = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };

// point(racer | null): somebody points at a line or at a name.
export function createRaceChart(plot, point) {
  const figure = el("div", { class: "np-figure-plot" });
  const names = el("div", { class: "np-line-names" });
  const unit = el("span", { class: "np-axis-unit" });
  plot.append(figure, names, unit);
  let drawn = "";
  let labels = [];
  let pointed = null;
  let isListening = false;

  function layout(spec, width, height) {
    const { colours } = spec;
    return {
      width, height, margin: MARGIN, showlegend: false, hovermode: "closest", hoverdistance: 14,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false,
      font: { family: colours.font, size: 12, color: colours.mute },
      hoverlabel: {
        bgcolor: colours.card, bordercolor: colours.line2,
        font: { family: colours.font, size: 12, color: colours.text },
      },
      xaxis: {
        range: [0, spec.end], ...spec.xTicks, fixedrange: true, showgrid: false, zeroline: false,
        showline: true, linecolor: colours.line2, ticks: "", ticklabelstandoff: 4,
      },
      yaxis: {
        type: spec.type, range: spec.scale.range, tickvals: spec.scale.ticks,
        ticktext: spec.scale.texts, fixedrange: true, zeroline: false, gridcolor: colours.line,
        ticks: "", ticklabelstandoff: 5,
      },
    };
  }

  // Two traces a racer: everything that is filled or thin first, then the medians on top.
  function traces(spec) {
    const under = spec.racers.map((racer, index) => {
      const { band, lines } = spec.data[index];
      const spread = lines ?? band;
      return {
        data: { x: spread.x, y: spread.y },
        style: {
          type: "scatter", mode: "lines", hoverinfo: "skip", connectgaps: false,
          line: { color: tint(racer.colour, FAINT), width: lines ? 0.75 : 0 },
          ...(lines ? {} : { fill: "toself", fillcolor: tint(racer.colour, spec.leads.has(index) ? 0.16 : 0.05) }),
        },
      };
    });
    const over = spec.racers.map((racer, index) => ({
      data: spec.data[index].median,
      style: {
        type: "scatter", mode: "lines", connectgaps: false, meta: index,
        line: { color: racer.colour, width: spec.leads.has(index) ? 3 : 2.25, dash: plotlyDash(racer.dash) },
        hovertemplate: `${racer.name} %{y:${spec.hover}}<extra></extra>`,
      },
    }));
    return [...under, ...over];
  }

  function named(spec, height) {
    const [low, high] = spec.scale.range;
    const level = (y) => (spec.type === "log" ? Math.log10(y) : y);
    const ends = spec.racers.map((racer, index) => {
      const y = spec.data[index].median.y.findLast(Number.isFinite);
      const share = y === undefined ? 0 : Math.min(1, Math.max(0, (level(y) - low) / (high - low)));
      return { index, top: height - MARGIN.b - share * (height - MARGIN.t - MARGIN.b) };
    });
    for (const { index, top } of spreadOut(ends, PITCH, MARGIN.t, height - MARGIN.b - 4)) {
      labels[index].style.transform = `translateY(${top.toFixed(1)}px)`;
    }
  }

  function relabel(racers) {
    const key = racers.map(({ name, colour, dash }) => `${name}${colour}${dash}`).join();
    if (names.dataset.key === key) return;
    names.dataset.key = key;
    labels = racers.map((racer, index) => {
      const label = el("div", { "data-racer": index }, sample(racer, 24), el("b"));
      write(label.lastChild, racer.name);
      label.onpointerenter = () => point(index);
      label.onpointerleave = () => point(null);
      return label;
    });
    names.replaceChildren(...labels);
  }

  function listen() {
    if (isListening) return;
    isListening = true;
    figure.on("plotly_hover", ({ points: [{ data }] }) => point(data.meta ?? null));
    figure.on("plotly_unhover", () => point(null));
  }

  // Others step back; done on the drawn lines, so it costs no drawing.
  function emphasise() {
    const lines = figure.querySelectorAll(".scatterlayer .trace");
    const count = labels.length;
    lines.forEach((line, i) => {
      const isOther = pointed !== null && i % count !== pointed;
      line.style.opacity = isOther ? (i < count ? 0 : 0.18) : 1;
    });
    labels.forEach((label, i) => label.classList.toggle("np-dimmed", pointed !== null && i !== pointed));
  }

  return {
    // spec: {racers, data: [{median: {x, y}, band | lines: {x, y}}], leads: Set of two racers,
    //        end, scale: {range, ticks, texts}, type, hover, xTicks, unit, colours}
    draw(Plotly, spec) {
      const { clientWidth: width, clientHeight: height } = plot;
      if (width < 200 || height < 80) return;
      relabel(spec.racers);
      write(unit, spec.unit);
      const all = traces(spec);
      const next = layout(spec, width, height);
      const signature = JSON.stringify([next, all.map(({ style }) => style)]);
      if (signature === drawn) {
        const data = all.map((trace) => trace.data);
        // A move that is overtaken by the next one is refused: nothing to say about that.
        Plotly.animate(figure, { data, traces: data.map((_, i) => i) }, MOVE).catch(() => {});
      } else {
        drawn = signature;
        Plotly.react(figure, all.map(({ data, style }) => ({ ...data, ...style })), next, CONFIG)
          .then(emphasise);
        listen();
      }
      named(spec, height);
      emphasise();
    },
    point(racer) {
      pointed = racer;
      emphasise();
    },
    purge(Plotly) {
      Plotly.purge(figure);
    },
  };
}

const tint = (hex, alpha) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${alpha})`;
};

// Labels pushed apart to at least `pitch`, in their order, within low and high.
function spreadOut(ends, pitch, low, high) {
  const sorted = [...ends].sort((a, b) => a.top - b.top);
  let floor = low;
  for (const one of sorted) {
    one.top = Math.max(one.top, floor);
    floor = one.top + pitch;
  }
  let ceiling = high;
  for (const one of sorted.reverse()) {
    one.top = Math.min(one.top, ceiling);
    ceiling = one.top - pitch;
  }
  return sorted;
}
