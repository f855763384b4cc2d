const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const labelWidth = 22;
const onTerminal = process.stdout.isTTY && !process.env.CI;

/** @param {number} since @returns {string} */
export const secondsSince = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(7);

/** @param {string} mark @param {string} label @param {number} started @param {string} text */
const line = (mark, label, started, text) =>
  `${mark} ${label.padEnd(labelWidth)}${secondsSince(started)}  ${text}`.trimEnd();

/**
 * One line for one step of work: what it is doing, then what came of it and how long it took.
 * @template T
 * @param {string} label
 * @param {(progress: (text: string) => void) => Promise<T>} work a string that it returns ends the line
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const started = performance.now();
  let text = '';
  let turn = 0;
  const draw = () => {
    const width = (process.stdout.columns || 80) - 1;
    process.stdout.write(`\r\x1b[2K${line(frames[turn++ % frames.length], label, started, text).slice(0, width)}`);
  };
  // In a file or a build's log nothing can be redrawn: a long step shows now and then that it is alive.
  const remind = () => process.stdout.write(`${line('…', label, started, text)}\n`);
  const timer = onTerminal ? setInterval(draw, 100) : setInterval(remind, 20_000);
  const end = (/** @type {string} */ mark, /** @type {string} */ last) => {
    clearInterval(timer);
    process.stdout.write(`${onTerminal ? '\r\x1b[2K' : ''}${line(mark, label, started, last)}\n`);
  };
  try {
    const result = await work((next) => {
      text = next;
    });
    end('✓', typeof result === 'string' ? result : text);
    return result;
  } catch (error) {
    end('✗', text);
    throw error;
  }
}
