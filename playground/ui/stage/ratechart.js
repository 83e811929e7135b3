// Judged loss against learning rate, drawn in place by Plotly: for each racer its line, marks at the
// edge where it diverged, and dots at the rates that are worth choosing.

import { plotlyDash } from "./lineup.js";

const MARGIN = { l: 40, r: 8, t: 8, b: 22 };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const NOTHING = { x: [null], y: [null], text: [""] }; // without any point a trace would lose its place

// on: {point(racer | null), adopt(racer, rate)}.
export function createRateChart(figure, on) {
  let pointed = null;
  let count = 0;
  let isListening = false;

  const filled = (data) => (data.x.length ? data : NOTHING);

  function trace(racer, index, data, style) {
    return {
      ...filled(data), type: "scatter", meta: index, connectgaps: false,
      hovertemplate: "%{text}<extra></extra>", ...style,
    };
  }

  function traces({ racers, data, colours, isFine }) {
    const line = (racer, i) => trace(racer, i, data[i].line, {
      mode: isFine ? "lines" : "lines+markers", marker: { color: racer.colour, size: 3 },
      line: { color: racer.colour, width: 2.25, dash: plotlyDash(racer.dash) },
    });
    const edge = (racer, i) => trace(racer, i, data[i].diverged, {
      mode: "markers", cliponaxis: false,
      marker: { color: racer.colour, size: 7, symbol: "x-thin", line: { color: racer.colour, width: 1.75 } },
    });
    const dots = (racer, i) => trace(racer, i, data[i].dots, {
      mode: "markers", cliponaxis: false,
      marker: { color: racer.colour, size: 11, line: { color: colours.card, width: 1.5 } },
    });
    return [line, edge, dots].flatMap((make) => racers.map(make));
  }

  function layout({ colours, scale, type, x }, width, height) {
    return {
      width, height, margin: MARGIN, showlegend: false, hovermode: "closest", hoverdistance: 16,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", dragmode: false,
      font: { family: colours.font, size: 12, color: colours.mute },
      hoverlabel: {
        bgcolor: colours.card, bordercolor: colours.line2, align: "left",
        font: { family: colours.font, size: 12, color: colours.text },
      },
      xaxis: {
        type: "log", range: x.range, tickvals: x.ticks, ticktext: x.texts, fixedrange: true,
        showgrid: false, zeroline: false, showline: true, linecolor: colours.line2, ticks: "",
        ticklabelstandoff: 4,
      },
      yaxis: {
        type, range: scale.range, tickvals: scale.ticks, ticktext: scale.texts, fixedrange: true,
        zeroline: false, gridcolor: colours.line, ticks: "", ticklabelstandoff: 5,
      },
    };
  }

  function listen() {
    if (isListening) return;
    isListening = true;
    figure.on("plotly_hover", ({ points: [{ data }] }) => on.point(data.meta));
    figure.on("plotly_unhover", () => on.point(null));
    figure.on("plotly_click", ({ points: [{ data, x }] }) => on.adopt(data.meta, x));
  }

  // Others step back; done on the drawn lines, so it costs no drawing.
  function emphasise() {
    figure.querySelectorAll(".scatterlayer .trace").forEach((node, i) => {
      node.style.opacity = pointed !== null && count && i % count !== pointed ? "0.18" : "";
    });
  }

  return {
    // spec: {racers, data: [{line, diverged, dots: {x, y, text}}], scale, type, x, colours, isFine}
    draw(Plotly, spec, { clientWidth: width, clientHeight: height }) {
      if (width < 120 || height < 60) return;
      count = spec.racers.length;
      Plotly.react(figure, traces(spec), layout(spec, width, height), CONFIG);
      listen();
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
