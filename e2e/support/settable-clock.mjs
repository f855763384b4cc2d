// Preloaded (`--import`) into a program under test: its wall clock is wrong by the seconds that stand in the file
// SCOPE_CLOCK_FILE, which may change at any time.
import { readFileSync } from 'node:fs';

const file = process.env.SCOPE_CLOCK_FILE ?? '';
const RealDate = Date;
let offsetMs = 0;

const read = () => {
  offsetMs = Number(readFileSync(file, 'utf8')) * 1000;
};
read();
setInterval(read, 50).unref();

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offsetMs);
    else super(...args);
  }
  static now() {
    return RealDate.now() + offsetMs;
  }
};
