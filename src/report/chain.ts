/** The chain from scene to network as a row of boxes with the mode of each layer. */
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { valueText } from './number-text.js';
import { capitalized, fullPath, layerName, settingAt } from './setting.js';

/** A layer of the chain that can be fixed, learned or off. */
interface ChainLayer {
  readonly name: string;
  /** One of the modes, or several where the mode is swept. */
  readonly modes: readonly string[];
}

/** The layers of optics and sensor in the order of the light. */
function chainLayers({ sweep: { plan } }: Evidence): ChainLayer[] {
  return ['optics', 'sensor'].flatMap(list => {
    const items = settingAt(plan.config, list);
    if (!Array.isArray(items)) return [];
    return items.map(item => {
      const path = `${list}.${layerName(item)}.mode`;
      const axis = plan.axes.find(each => fullPath(plan.config, each.path) === path);
      const modes = axis?.values ?? [settingAt(plan.config, path) ?? 'fixed'];
      return { name: layerName(item).replaceAll('-', ' '), modes: modes.map(valueText) };
    });
  });
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
