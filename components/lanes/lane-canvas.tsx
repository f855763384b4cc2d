'use client';

import { memo, useEffect, useRef } from 'react';
import { drawLanes, ROW_PX, type LanesDrawing } from './draw-lanes';
import { readPaint } from './lane-paint';
import { useThemeVersion } from './use-theme-version';

/** The slots of one worker as pixels; what they say stands in words beside them. */
export const LaneCanvas = memo(function LaneCanvas(drawing: LanesDrawing) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeVersion();
  const { rows, width, from, to, now, unseen } = drawing;
  const height = rows.length * ROW_PX;
  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d') ?? null;
    if (element === null || pen === null) return;
    const scale = window.devicePixelRatio || 1;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    drawLanes(pen, readPaint(element, pen, scale), { rows, width, from, to, now, unseen });
  }, [rows, width, height, from, to, now, unseen, theme]);
  return <canvas ref={canvas} aria-hidden className="pointer-events-none block" style={{ width, height }} />;
});
