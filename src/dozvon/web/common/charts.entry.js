// Draws the charts of a page by Chart.js, each from the table beside it. Loaded only where there are charts.
import { BarController, BarElement, CategoryScale, Chart, Legend, LinearScale, Tooltip } from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, Tooltip);

const drawn = new Map(); // canvas -> its chart
const unfolded = new Set(); // titles of the tables that somebody opened

function rowsOf(figure) {
  return [...figure.querySelectorAll("tbody tr")].map((row) => ({
    label: row.querySelector("th").textContent.trim(),
    values: [...row.querySelectorAll("td")].map((cell) => Number(cell.textContent)),
    says: row.dataset.says,
    address: row.querySelector("a")?.href,
    isSmall: "few" in row.dataset,
  }));
}

function coloursOf(figure) {
  const style = getComputedStyle(figure);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    whole: colour("--dz-chart-whole"),
    part: colour("--dz-accent"),
    small: colour("--dz-quiet"),
    line: colour("--dz-line-soft"),
    text: colour("--dz-quiet"),
    font: style.fontFamily,
  };
}

// The first series is the light one, the last the dark one; a part is drawn over its whole.
function seriesOf(figure, rows, colours) {
  const titles = [...figure.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent.trim());
  const isPart = figure.dataset.chart === "part";
  return titles.map((label, place) => {
    const isLast = place === titles.length - 1;
    return {
      label,
      data: rows.map((row) => row.values[place]),
      backgroundColor: isLast ? rows.map((row) => (row.isSmall ? colours.small : colours.part)) : colours.whole,
      grouped: !isPart,
      order: -place,
      borderRadius: 2,
      maxBarThickness: 72,
      categoryPercentage: 0.9,
      barPercentage: 0.95,
    };
  });
}

// Each series by its own colour, whatever its first bar has.
function legendOf(chart, colours) {
  const last = chart.data.datasets.length - 1;
  return chart.data.datasets.map((series, place) => ({
    text: series.label,
    fillStyle: place === last ? colours.part : colours.whole,
    fontColor: colours.text,
    lineWidth: 0,
  }));
}

// A name below a bar is cut short; the table has it whole.
function named(place) {
  const label = this.getLabelForValue(place);
  return label.length > 18 ? `${label.slice(0, 17)}…` : label;
}

function optionsOf(figure, rows, colours) {
  const ticks = { color: colours.text, font: { family: colours.font, size: 12 } };
  return {
    animation: false,
    maintainAspectRatio: false,
    locale: document.documentElement.lang,
    interaction: { mode: "index", intersect: false },
    scales: {
      x: { grid: { display: false }, border: { color: colours.line }, ticks: { ...ticks, maxRotation: 50, callback: named } },
      y: { beginAtZero: true, grid: { color: colours.line }, border: { display: false }, ticks: { ...ticks, precision: 0 } },
    },
    plugins: {
      legend: {
        display: figure.querySelectorAll("thead th").length > 2,
        align: "start",
        position: "bottom",
        labels: { ...ticks, boxWidth: 12, boxHeight: 12, generateLabels: (chart) => legendOf(chart, colours) },
        onClick: null,
      },
      tooltip: {
        displayColors: false,
        filter: (item, place) => place === 0,
        callbacks: { title: () => "", label: (item) => rows[item.dataIndex].says },
      },
    },
    onHover: (event, found) => {
      event.native.target.style.cursor = found.length && rows[found[0].index].address ? "pointer" : "";
    },
    onClick: (event, found) => {
      const address = found.length && rows[found[0].index].address;
      if (address) location.assign(address);
    },
  };
}

function draw(figure) {
  const canvas = figure.querySelector("canvas");
  const rows = rowsOf(figure);
  const colours = coloursOf(figure);
  const data = { labels: rows.map((row) => row.label), datasets: seriesOf(figure, rows, colours) };
  const options = optionsOf(figure, rows, colours);
  const chart = drawn.get(canvas);
  if (!chart) {
    drawn.set(canvas, new Chart(canvas, { type: "bar", data, options }));
    return;
  }
  chart.data = data;
  chart.options = options;
  chart.update();
}

function drawAll(root) {
  for (const [canvas, chart] of drawn) {
    if (canvas.isConnected) continue;
    chart.destroy();
    drawn.delete(canvas);
  }
  for (const figure of root.querySelectorAll("[data-chart]")) {
    const folded = figure.querySelector("details");
    folded.open = unfolded.has(figure.querySelector("caption").textContent);
    draw(figure);
  }
}

document.addEventListener("toggle", (event) => {
  const figure = event.target.closest?.("[data-chart]");
  if (!figure) return;
  const title = figure.querySelector("caption").textContent;
  if (event.target.open) unfolded.add(title);
  else unfolded.delete(title);
}, true);
document.addEventListener("htmx:after:swap", () => drawAll(document));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document));
matchMedia("print").addEventListener("change", () => {
  for (const chart of drawn.values()) chart.resize();
});
drawAll(document);
