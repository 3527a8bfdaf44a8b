import { curveMonotoneX, line } from 'd3-shape';

const [width, height, edge] = [72, 20, 3];

/** How a figure went day by day: a shape beside the number, nothing to read off. */
export function Spark({ values }: { values: readonly (number | null)[] }) {
  const points = values.flatMap((value, i) => (value === null ? [] : [{ i, value }]));
  const last = points.at(-1);
  if (points.length < 3 || !last) return null;
  const [low, high] = [Math.min(...points.map(one => one.value)), Math.max(...points.map(one => one.value))];
  const x = (one: { i: number }) => edge + (one.i / (values.length - 1)) * (width - 2 * edge);
  const y = (one: { value: number }) =>
    high === low ? height / 2 : height - edge - ((one.value - low) / (high - low)) * (height - 2 * edge);
  const path = line<(typeof points)[number]>().x(x).y(y).curve(curveMonotoneX)(points);
  return (
    <svg class="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {path && <path d={path} />}
      <circle cx={x(last)} cy={y(last)} r="2.5" />
    </svg>
  );
}
