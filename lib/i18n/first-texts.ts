import common from './en/common.json';
import controls from './en/controls.json';
import states from './en/states.json';

/** The texts that every page needs to be drawn. */
export const FIRST_TEXTS = { common, controls, states };
