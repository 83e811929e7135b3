// Judged loss against learning rate, drawn in place by Plotly: for each racer its line, dots at the
// rates that are worth choosing, and marks where it diverged: each such racer's in a row of its own,
// on the side of the worst.

import { plotlyDash } from "./lineup.js";

const MARGIN = { l: 40, r: 8, t: 8, b: 22 };
const CONFIG = { displayModeBar: false, responsive: false, doubleClick: false, showTips: false };
const STRIP = { pitch: 9, most: 0.3, gap: 5 }; // px of a row of marks; share of the height; px beside
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

  function traces({ racers, data, colours, isFine }, rows) {
    const line = (racer, i) => trace(racer, i, data[i].line, {
      mode: isFine ? "lines" : "lines+markers", marker: { color: racer.colour, size: 3 },
      line: { color: racer.colour, width: 2.25, dash: plotlyDash(racer.dash) },
    });
    const marked = ({ x, text }, row) => ({ x, y: x.map(() => row), text });
    const lost = (racer, i) => trace(racer, i, marked(data[i].diverged, rows.indexOf(i)), {
      mode: "markers", cliponaxis: false, yaxis: "y2",
      marker: { color: racer.colour, size: 6, symbol: "x-thin", line: { color: racer.colour, width: 1.75 } },
    });
    const dots = (racer, i) => trace(racer, i, data[i].dots, {
      mode: "markers", cliponaxis: false,
      marker: { color: racer.colour, size: 11, line: { color: colours.card, width: 1.5 } },
    });
    return (rows.length ? [line, dots, lost] : [line, dots]).flatMap((make) => racers.map(make));
  }

  // The shares of the height that the rows of marks and the lines have.
  function domains(isScore, rows, height) {
    if (!rows) return { lines: [0, 1] };
    const room = height - MARGIN.t - MARGIN.b;
    const strip = Math.min(STRIP.most, (rows * STRIP.pitch) / room);
    const gap = STRIP.gap / room;
    return isScore
      ? { rows: [0, strip], lines: [strip + gap, 1] } : { rows: [1 - strip, 1], lines: [0, 1 - strip - gap] };
  }

  function layout({ colours, scale, type, x, isScore }, rows, width, height) {
    const shares = domains(isScore, rows, height);
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
        ticklabelstandoff: 4, anchor: "free", position: 0,
      },
      yaxis: {
        type, range: scale.range, tickvals: scale.ticks, ticktext: scale.texts, fixedrange: true,
        zeroline: false, gridcolor: colours.line, ticks: "", ticklabelstandoff: 5, domain: shares.lines,
      },
      // An axis without marks would lie over the other and take its pointer.
      ...(rows && {
        yaxis2: {
          range: [rows - 0.5, -0.5], tickvals: [(rows - 1) / 2], ticktext: ["×"], fixedrange: true,
          showgrid: false, zeroline: false, ticks: "", ticklabelstandoff: 5, domain: shares.rows,
          anchor: "x",
        },
      }),
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
    // spec: {racers, data: [{line, dots: {x, y, text}, diverged: {x, text}}], scale, type, x, colours,
    //        isScore, isFine}
    draw(Plotly, spec, { clientWidth: width, clientHeight: height }) {
      if (width < 120 || height < 60) return;
      count = spec.racers.length;
      const rows = spec.data.flatMap(({ diverged }, i) => (diverged.x.length ? [i] : []));
      Plotly.react(figure, traces(spec, rows), layout(spec, rows.length, width, height), CONFIG);
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
