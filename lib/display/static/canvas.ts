/**
 * As much of a canvas as plotly.js needs for heatmaps: filled rectangles and pixels, written as PNG.
 *
 * @module
 */
import { encode } from "fast-png";

/** The pixels of an image. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A canvas without a screen. */
export class Canvas {
  readonly #width: number;
  readonly #height: number;
  readonly #data: Uint8ClampedArray;
  /** The colour of the next rectangle: `rgb(…)` or `rgba(…)`. */
  fillStyle = "rgb(0,0,0)";

  /** A transparent canvas. */
  constructor(width: number, height: number) {
    this.#width = Math.max(1, width);
    this.#height = Math.max(1, height);
    this.#data = new Uint8ClampedArray(this.#width * this.#height * 4);
  }

  /** Fills a rectangle, which may have a negative width or height. */
  fillRect(x: number, y: number, width: number, height: number): void {
    const [red, green, blue, alpha = 1] = (this.fillStyle.match(/[\d.]+/g) ?? []).map(Number);
    const [left, right] = ends(x, width, this.#width);
    const [top, bottom] = ends(y, height, this.#height);
    for (let row = top; row < bottom; row++) {
      for (let at = (row * this.#width + left) * 4; at < (row * this.#width + right) * 4; at += 4) {
        this.#data[at] = red;
        this.#data[at + 1] = green;
        this.#data[at + 2] = blue;
        this.#data[at + 3] = alpha * 255;
      }
    }
  }

  /** New pixels, for `putImageData`. */
  createImageData(width: number, height: number): Pixels {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }

  /** The pixels of a part. */
  getImageData(x: number, y: number, width: number, height: number): Pixels {
    const part = this.createImageData(width, height);
    for (let row = 0; row < height; row++) {
      const start = ((y + row) * this.#width + x) * 4;
      part.data.set(this.#data.subarray(start, start + width * 4), row * width * 4);
    }
    return part;
  }

  /** Replaces the pixels of a part. */
  putImageData(image: Pixels, x: number, y: number): void {
    for (let row = 0; row < image.height; row++) {
      const line = image.data.subarray(row * image.width * 4, (row + 1) * image.width * 4);
      this.#data.set(line, ((y + row) * this.#width + x) * 4);
    }
  }

  /** The canvas as a PNG file. */
  toDataURL(): string {
    const data = new Uint8Array(this.#data.buffer);
    const png = encode({ width: this.#width, height: this.#height, data, channels: 4, depth: 8 });
    return `data:image/png;base64,${png.toBase64()}`;
  }
}

function ends(start: number, length: number, most: number): [number, number] {
  const [low, high] = length < 0 ? [start + length, start] : [start, start + length];
  return [Math.max(0, Math.round(low)), Math.min(most, Math.round(high))];
}
