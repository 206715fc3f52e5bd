/** Data, split, network, training and normalization. */
import type { TrialResult } from '../analysis/trial-result-record.js';
import type { Evidence } from './evidence.js';
import { html, type Html } from './html.js';
import { countText, valueText } from './number-text.js';
import { dataName } from './overview.js';
import { leaves, listed, numberAt, settingAt } from './setting.js';

export function dataSection(evidence: Evidence): Html {
  const { config } = evidence.sweep.plan;
  return html`<p>${dataText(evidence)} ${splitText(config)} ${normalizationText(evidence.results)}</p>
    ${settingsTable('Data and split', config, ['data'])}
    <h3>Network and training</h3>
    <p>${networkText(evidence)}</p>
    ${settingsTable('Network and training', config, ['seed', 'network', 'training'])}`;
}

function dataText({ sweep: { plan }, test }: Evidence): string {
  const name = dataName(plan.config);
  if (!test) return `Data set: ${name}.`;
  const { images, classes } = test;
  if (!classes) return `${name}; ${countText(images)} test images.`;
  const { classNames } = classes;
  return `${name} with ${classNames.length} classes (${listed(classNames)}); ${countText(images)} test images.`;
}

function splitText(config: unknown): string {
  const limit = (key: string, what: string): string => {
    const images = numberAt(config, `data.${key}`);
    return images === undefined ? `all ${what} images` : `at most ${countText(images)} ${what} images`;
  };
  const counts = [
    limit('trainImages', 'training'),
    limit('validationImages', 'validation'),
    limit('testImages', 'test'),
  ];
  const groups =
    settingAt(config, 'data.groupPattern') === undefined
      ? ''
      : ' Copies of one original never span two parts.';
  const side = numberAt(config, 'data.tilePixels');
  const tiles =
    side === undefined
      ? ''
      : ` Images were cut into tiles of ${side} × ${side} pixels, and those of one image never span two parts.`;
  const stacked = numberAt(config, 'data.stackedScenes') ?? 1;
  const companions =
    stacked === 1
      ? ''
      : ` Each image stands in a stack of ${stacked}, with companions from its own part that are always the same; ` +
        (settingAt(config, 'task') === 'multi-label'
          ? 'the answer is the set of the labels of all.'
          : 'the label is that of the first.');
  const seed = valueText(settingAt(config, 'data.split.seed') ?? 'unknown');
  const folds = numberAt(config, 'data.split.folds');
  if (folds !== undefined) return `${foldText(config, folds, seed, counts)}${tiles}${companions}`;
  return (
    `The split into training, validation and test keeps the share of each class, has its own seed (${seed}) and is the ` +
    `same for all trials: ${listed(counts)}.${groups}${tiles}${companions}`
  );
}

/** How a cross-validation parted the images. */
function foldText(config: unknown, folds: number, seed: string, counts: readonly string[]): string {
  const pattern = settingAt(config, 'data.groupPattern');
  const groups =
    pattern === undefined
      ? 'the images of one original together'
      : `grouped by the original that the file name tells (${valueText(pattern)})`;
  const share = numberAt(config, 'data.split.validationFraction') ?? 0;
  const fold = numberAt(config, 'data.split.fold');
  const tested =
    fold === undefined
      ? 'each image is tested once, by a network that saw no image of its original'
      : `only fold ${fold} is tested here, by networks that saw no image of its originals`;
  return (
    `${folds}-fold cross-validation, ${groups}, stratified by class: ${tested}. ` +
    `In each fold ${valueText(100 * share)} % of all images, other ones each time as far as there are enough, choose the best epoch, ` +
    `and the rest is trained on. The folds have their own seed (${seed}) and are the same for all combinations and repeats: ${listed(counts)}.`
  );
}

function normalizationText(results: readonly TrialResult[]): string {
  if (results.length === 0) return '';
  const range = (values: readonly number[]): string => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(value =>
      valueText(Number(value.toPrecision(3))),
    );
    return low === high ? low! : `${low!} to ${high!}`;
  };
  const means = results.flatMap(({ normalization }) => normalization.mean);
  const stds = results.flatMap(({ normalization }) => normalization.std);
  return (
    'Frames are standardized by one mean and one standard deviation per channel, fitted once on training frames of each ' +
    `trial and stored with its model (mean ${range(means)}, standard deviation ${range(stds)}).`
  );
}

function networkText({ results }: Evidence): string {
  const counts = [...new Set(results.map(({ parameters }) => parameters.trainable))];
  const size = counts.length === 0 ? '' : ` with ${listed(counts.map(countText))} trainable parameters`;
  return (
    `Camera and network are one model${size}, trained together; the section on what was simulated describes both. ` +
    'The test images are used once, at the end.'
  );
}

function settingsTable(
  title: string,
  config: Readonly<Record<string, unknown>>,
  sections: readonly string[],
): Html {
  const rows = sections.flatMap(section => (section in config ? leaves(config[section], section) : []));
  return html`<details data-print>
    <summary>${title}: all settings</summary>
    <dl class="pairs">
      ${rows.map(
        ([path, value]) =>
          html`<dt><code>${path}</code></dt>
            <dd>${valueText(value)}</dd> `,
      )}
    </dl>
  </details>`;
}
