// Where what comes later is drawn: the nearest free places around what it hangs on. Pure and deterministic.

const GOLDEN = 2.399963;

function free(x, y, size, boxes) {
  return boxes.every((box) => Math.abs(box.x - x) * 2 >= box.width + size.width || Math.abs(box.y - y) * 2 >= box.height + size.height);
}

// Return the centres of as many places as there are sizes, none touching a box or each other.
// anchor: {x, y}; boxes: [{x, y, width, height}] that are taken.
export function placeAround(anchor, sizes, boxes) {
  const taken = [...boxes];
  let step = 6;
  return sizes.map((size) => {
    for (; step < 6000; step += 1) {
      const radius = 22 * Math.sqrt(step);
      const x = Math.round(anchor.x + 1.35 * radius * Math.cos(step * GOLDEN));
      const y = Math.round(anchor.y + radius * Math.sin(step * GOLDEN));
      if (free(x, y, size, taken)) {
        taken.push({ x, y, ...size });
        return { x, y };
      }
    }
    return { x: anchor.x, y: anchor.y };
  });
}
