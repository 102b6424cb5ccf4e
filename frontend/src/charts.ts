/**
 * Charts from the page's own JSON (`<script type="application/json">`), never from markup.
 * Colours come from the tokens; tooltips are rich text, because the page's policy forbids styles.
 */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsType, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart,
  TooltipComponent,
]);

interface Series {
  name: string;
  values: (number | null)[];
  kind?: "line" | "bar";
  colour?: string; // the name of a token: supplier, ontime, accent …
  stack?: string;
  dashed?: boolean;
}

interface Spec {
  name: string;
  unit: string;
  labels: string[];
  series: Series[];
  horizontal?: boolean;
}

const drawn = new Map<HTMLElement, EChartsType>();
const order = ["supplier", "department", "customer", "approver", "outside", "rest"];

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function axis(kind: "category" | "value", spec: Spec): Record<string, unknown> {
  const common = {
    axisLabel: { color: token("ink-2"), hideOverlap: true },
    axisLine: { show: kind === "category", lineStyle: { color: token("line-strong") } },
    axisTick: { show: false },
    splitLine: { show: kind === "value", lineStyle: { color: token("line") } },
  };
  return kind === "category" ? { type: kind, data: spec.labels, ...common } : { type: kind, ...common };
}

function series(one: Series, at: number): Record<string, unknown> {
  const colour = token(one.colour ?? order[at % order.length] ?? "supplier");
  return {
    name: one.name,
    type: one.kind ?? "line",
    data: one.values,
    itemStyle: { color: colour, borderRadius: one.stack ? 0 : [3, 3, 0, 0] },
    lineStyle: { width: 2, type: one.dashed ? "dashed" : "solid" },
    symbol: "circle",
    symbolSize: 5,
    showSymbol: one.values.length < 40,
    barMaxWidth: 28,
    ...(one.stack ? { stack: one.stack } : {}),
  };
}

function options(spec: Spec): Record<string, unknown> {
  const [across, up] = [axis("category", spec), axis("value", spec)];
  return {
    animation: false,
    textStyle: { fontFamily: "Inter, system-ui, sans-serif", fontSize: 12 },
    aria: { enabled: true, label: { description: spec.name } },
    grid: { left: 8, right: 12, top: spec.series.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
    legend: spec.series.length > 1
      ? { top: 0, left: 0, icon: "roundRect", itemWidth: 11, itemHeight: 11,
          textStyle: { color: token("ink-2") } }
      : { show: false },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true,
      backgroundColor: token("ink"), borderWidth: 0, textStyle: { color: token("card"), fontSize: 12 },
      valueFormatter: (value: unknown) => (value == null ? "–" : `${String(value)} ${spec.unit}`),
    },
    xAxis: spec.horizontal ? up : across,
    yAxis: spec.horizontal ? { ...across, inverse: true } : up,
    series: spec.series.map(series),
  };
}

function draw(canvas: HTMLElement): void {
  const data = document.getElementById(canvas.dataset["chart"] ?? "");
  if (!data?.textContent) return;
  const chart = drawn.get(canvas) ?? init(canvas, null, { renderer: "canvas" });
  chart.setOption(options(JSON.parse(data.textContent) as Spec), true);
  drawn.set(canvas, chart);
}

export function drawCharts(): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-chart]")];
  const redraw = () => all.forEach(draw);
  redraw();
  document.addEventListener("inward:theme", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  window.addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
}
