// One small line chart of Plotly's, drawn in place: its lines, the newest value as a dot with its
// figure, and a tick where a curve was best: amber when training overfits, ink with its word when
// training has stopped there.
//
// Plotly.react lays everything out again (some 25 ms of a slow machine's 16.7 ms a frame), so it
// is called only when an axis, a colour or the size changes; else the lines alone are moved by
// Plotly.animate without redraw. The dot is HTML above the plot: it costs nothing to move.

import { el, write } from "./dom.js";
import { thin } from "./scales.js";

export const MARGIN = { l: 40, r: 56, t: 8, b: 24 };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const MOVE = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };

export function createChart(plot) {
  const figure = el("div", { class: "np-figure-plot" });
  const dot = el("i", { class: "np-dot" });
  const value = el("b", { class: "np-end" });
  const word = el("span");
  const tick = el("i", { class: "np-best" }, word);
  plot.append(figure, el("div", { class: "np-over-plot", "aria-hidden": "true" }, tick, dot, value));
  let drawn = "";

  // Plotly leaves out a grid line at the very edge: the axis ends a hair's breadth above it.
  const range = ({ range: [low, high] }) => [low, high + 0.015 * (high - low)];

  function layout(spec, width, height) {
    const { colours, margin } = spec;
    return {
      width, height, margin, showlegend: false, hovermode: "x", hoverdistance: 40,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false,
      font: { family: colours.font, size: 12, color: colours.mute },
      hoverlabel: {
        bgcolor: colours.card, bordercolor: colours.line2,
        font: { family: colours.font, size: 12, color: colours.text },
      },
      xaxis: {
        range: [0, spec.end], ...spec.epochTicks, fixedrange: true, showgrid: false,
        zeroline: false, showline: true, linecolor: colours.line2, ticks: "", ticklabelstandoff: 4,
        hoverformat: ",d",
      },
      yaxis: {
        type: spec.type, range: range(spec.scale), tickvals: spec.scale.ticks,
        ticktext: spec.valueTicks, fixedrange: true, zeroline: false, gridcolor: colours.line,
        ticks: "", ticklabelstandoff: 5,
      },
    };
  }

  function place(node, spec, x, y, width, height) {
    const { margin } = spec;
    const [low, high] = range(spec.scale);
    const level = spec.type === "log" ? Math.log10(y) : y;
    const isSeen = Number.isFinite(x) && Number.isFinite(level);
    node.hidden = !isSeen;
    if (!isSeen) return;
    const share = Math.min(1, Math.max(0, (level - low) / (high - low)));
    const left = margin.l + (x / spec.end) * (width - margin.l - margin.r);
    const top = height - margin.b - share * (height - margin.t - margin.b);
    node.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px)`;
  }

  return {
    // spec: {x, lines: [{y, color, width, label}], end, scale, type, hover, last: {x, y, text},
    //        best: {x, y, text} | null, epochTicks, valueTicks, colours, margin}
    draw(Plotly, spec) {
      const width = plot.clientWidth;
      const height = plot.clientHeight;
      if (width < 100 || height < 60) return;
      const lines = spec.lines.map(({ y }) => thin(spec.x, y));
      const next = layout(spec, width, height);
      const styles = spec.lines.map(({ color, width: stroke, label }) => ({
        type: "scatter", mode: "lines", line: { color, width: stroke }, connectgaps: false,
        hovertemplate: `${label} %{y:${spec.hover}}<extra></extra>`,
      }));
      const signature = JSON.stringify([next, styles]);
      if (signature === drawn) {
        // A move that is overtaken by the next one is refused: nothing to say about that.
        const traces = lines.map((_, i) => i);
        Plotly.animate(figure, { data: lines, traces }, MOVE).catch(() => {});
      } else {
        drawn = signature;
        Plotly.react(figure, lines.map((line, i) => ({ ...line, ...styles[i] })), next, CONFIG);
      }
      place(dot, spec, spec.last.x, spec.last.y, width, height);
      place(value, spec, spec.last.x, spec.last.y, width, height);
      place(tick, spec, spec.best?.x, spec.best?.y, width, height);
      tick.classList.toggle("np-kept", Boolean(spec.best?.text));
      write(word, spec.best?.text ?? "");
      write(value, spec.last.text);
    },
    purge(Plotly) {
      Plotly.purge(figure);
    },
  };
}
