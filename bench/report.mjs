// How figures are told: medians, ratios beside their goals.

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** The least number that so great a share of them is not above. */
export const share = (numbers, part) => [...numbers].sort((a, b) => a - b)[Math.max(0, Math.ceil(numbers.length * part) - 1)];

export const heading = (text) => console.log(`\n${text}\n`);

/** Rows of equal columns: the first to the left, the others to the right. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  for (const row of all) {
    console.log(row.map((cell, column) => (column ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join("  "));
  }
}

export const milliseconds = (seconds) => `${(seconds * 1000).toFixed(1)}`;
export const times = (ratio) => `${ratio.toFixed(2)}×`;
/** A ratio with its goal and whether it is met. Not asserted: it is another one on another machine. */
export const goal = (ratio, bound, isLeast = false) =>
  `${times(ratio)} (goal ${isLeast ? "≥" : "≤"} ${bound}×: ${(isLeast ? ratio >= bound : ratio <= bound) ? "met" : "NOT MET"})`;
