/** The chain from scene to network as a row of boxes with the mode of each layer. */
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { valueText } from './number-text.js';
import { capitalized, leaves, spaced } from './setting.js';

/** A layer of the chain that can be fixed, learned or off. */
interface ChainLayer {
  readonly name: string;
  /** One of the modes, or several where the mode is swept. */
  readonly modes: readonly string[];
}

const MODES = new Set<unknown>(['fixed', 'learned', 'off']);

/** Keys of the config that come before the others in the chain. */
const FIRST = ['sensor.exposure'];

/** Every key whose value is a mode, in the order of the chain. */
function chainLayers({ sweep: { plan } }: Evidence): ChainLayer[] {
  const isFirst = (path: string): number => Number(FIRST.includes(path));
  return leaves(plan.config)
    .filter(([, value]) => MODES.has(value))
    .sort(([a], [b]) => isFirst(b) - isFirst(a))
    .map(([path, value]) => ({
      name: spaced(path.slice(path.lastIndexOf('.') + 1)),
      modes: (plan.axes.find(axis => axis.path === path)?.values ?? [value]).map(valueText),
    }));
}

/** Layers that are learned or off look so. */
export function chainMarkup(evidence: Evidence): Html {
  const layers = chainLayers(evidence);
  return html`<ol class="chain" aria-label="Chain from scene to network">
    <li>Scene <small>fraction of full scale</small></li>
    ${layers.map(
      ({ name, modes }) =>
        html`<li class="${chainClass(modes)}">${capitalized(name)} <small>${modeText(modes)}</small></li> `,
    )}
    <li>Standardize <small>fitted once</small></li>
    <li>Network <small>learned</small></li>
  </ol>`;
}

function chainClass(modes: readonly string[]): string {
  return modes.includes('learned') ? 'learned' : modes.every(mode => mode === 'off') ? 'off' : 'fixed';
}

function modeText(modes: readonly string[]): string {
  return modes.length > 1 ? `${modes.join(' / ')} (swept)` : modes.join('');
}
