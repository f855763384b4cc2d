/** The looks of bars as a canvas knows them; `fill` may be a pattern. */
export interface LanePaint {
  readonly success: { readonly fill: string; readonly cap: string };
  readonly failure: { readonly fill: string; readonly hatched: CanvasPattern | string };
  readonly retry: CanvasPattern | string;
  readonly other: CanvasPattern | string;
  readonly running: string;
  readonly unknown: string;
  readonly gap: CanvasPattern | string;
  readonly line: string;
}

/** Reads the colours in force where `element` stands: the theme, and grey where the page is stale. */
export function readPaint(element: HTMLElement, context: CanvasRenderingContext2D, scale: number): LanePaint {
  const styles = getComputedStyle(element);
  const colour = (name: string): string => styles.getPropertyValue(`--${name}`).trim();
  const tile = (size: number, draw: (pen: CanvasRenderingContext2D) => void): CanvasPattern | string => {
    const canvas = document.createElement('canvas');
    canvas.width = size * scale;
    canvas.height = size * scale;
    const pen = canvas.getContext('2d');
    if (pen === null) return colour('line-strong');
    pen.scale(scale, scale);
    draw(pen);
    const pattern = context.createPattern(canvas, 'repeat');
    // The context is scaled for the screen's pixels, and the tile is made of them.
    pattern?.setTransform(new DOMMatrix().scale(1 / scale));
    return pattern ?? colour('line-strong');
  };
  const stripes = (size: number, ground: string, line: string, width: number, rising: boolean) =>
    tile(size, (pen) => {
      pen.fillStyle = ground;
      if (ground !== '') pen.fillRect(0, 0, size, size);
      pen.strokeStyle = line;
      pen.lineWidth = width;
      pen.beginPath();
      for (const shift of [-size, 0, size]) {
        pen.moveTo(shift, rising ? size : 0);
        pen.lineTo(shift + size, rising ? 0 : size);
      }
      pen.stroke();
    });
  return {
    success: { fill: colour('state-success-tint'), cap: colour('state-success-fill') },
    failure: {
      fill: colour('state-failure-fill'),
      hatched: tile(7, (pen) => {
        pen.fillStyle = colour('state-failure-fill');
        pen.fillRect(0, 0, 7, 7);
        pen.globalAlpha = 0.45;
        pen.strokeStyle = colour('canvas');
        pen.beginPath();
        pen.moveTo(0, 0);
        pen.lineTo(7, 7);
        pen.moveTo(7, 0);
        pen.lineTo(0, 7);
        pen.stroke();
      }),
    },
    retry: stripes(5, colour('state-retry-tint'), colour('state-retry-fill'), 2.4, true),
    other: stripes(7, colour('state-revoked-fill'), colour('canvas'), 1.2, false),
    running: colour('state-started-fill'),
    unknown: colour('state-unknown-fill'),
    gap: stripes(6, '', colour('line-strong'), 1, true),
    line: colour('line'),
  };
}
