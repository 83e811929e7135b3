// Plotly, loaded once and late: the first picture must not wait for 4.8 MB of chart library.

let loading = null;

// version: the query of the stage's own address; with it the browser may keep the file for ever.
export function plotly(version) {
  loading ??= new Promise((done, failed) => {
    if (window.Plotly) return done(window.Plotly);
    const script = document.createElement("script");
    script.src = new URL(`plotly.min.js${version}`, import.meta.url).href;
    script.onload = () => done(window.Plotly);
    script.onerror = () => {
      loading = null; // the next picture tries again
      failed(new Error("plotly.min.js could not be loaded"));
    };
    document.head.append(script);
  });
  return loading;
}
