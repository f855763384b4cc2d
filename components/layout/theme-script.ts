import { keyOf } from '../ui/preference-key';

/** Runs before the first paint, so that a dark page is never white for a moment. The server allows it by its hash. */
export const THEME_SCRIPT = `(function(){var t=null;try{t=localStorage.getItem(${JSON.stringify(keyOf('theme'))})}catch(e){}if(t!=='light'&&t!=='dark')t=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';document.documentElement.classList.add(t)})()`;
