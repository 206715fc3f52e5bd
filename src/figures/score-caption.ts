/** The caption of the score figure: what is drawn, over what, and where the score is highest and lowest. */
import { replicateNoun, replicatesText, type Replicates } from '../analysis/replicates.js';
import { scoreDigits, type ScoreKind } from '../analysis/score-kind.js';
import { axisName, settingsText } from './axis-label.js';
import { hasBuilt, type CurveData, type CurvePoint, type CurveValue } from './curve-data.js';
import { lowerFirst } from './letter-case.js';
import { hasBands } from './score-marks.js';
import type { TestSet } from './test-set.js';

interface Shown {
  /** How many panels are drawn. */
  readonly panels: number;
  /** Chance level; null where it lies below the range shown, or there is none. */
  readonly chance: number | null;
  /** Which trainings each marker is the mean of. */
  readonly plan: Replicates;
}

export function scoreCaption(
  data: CurveData,
  test: TestSet,
  kind: ScoreKind,
  { panels: drawn, chance, plan }: Shown,
): string {
  const { xAxis, lineAxis, panels, scale } = data;
  const all = panels.flatMap(panel =>
    panel.lines.flatMap(line => line.points.map(point => ({ ...point, line, panel }))),
  );
  const ordered = all.toSorted((a, b) => a.mean - b.mean);
  const where = ({ x, line, panel }: (typeof all)[number]): string => {
    const lineSetting = lineAxis && line.value !== null ? { [lineAxis.path]: line.value } : {};
    return settingsText({ [xAxis.path]: x, ...lineSetting, ...panel.axes });
  };
  const [lowest, highest] = [ordered[0]!, ordered.at(-1)!];
  const lines = lineAxis
    ? `, one ${scale === 'point' ? 'marker' : 'line'} per value of ${lowerFirst(axisName(lineAxis.path).label)}`
    : '';
  const built = hasBuilt(data)
    ? ` ${scale === 'point' ? 'Outlined' : 'Outlined and dashed'}: the same designs as they would be built, with each part in the state it is nearest to.`
    : '';
  const cut = panels.length > drawn ? ` The first ${drawn} of ${panels.length} panels are drawn.` : '';
  return (
    `Test ${kind.name} against ${lowerFirst(axisName(xAxis.path).label)}${lines}. ${intervalText(all, plan, hasBands(data))} ` +
    `Test set: ${test.images} images${(plan.folds ?? 1) === 1 ? '' : ', each in one fold'}${chanceText(test, chance, kind)}. ` +
    `Highest: ${withInterval(highest, kind)} at ${where(highest)}; lowest: ${withInterval(lowest, kind)} at ${where(lowest)}.${built}${cut}`
  );
}

function intervalText(points: readonly CurvePoint[], plan: Replicates, isBand: boolean): string {
  const counts = points.map(point => point.count);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const noun = replicateNoun(plan);
  if (most === 1) return `One ${noun} for each point, so there is no interval.`;
  const trainings = replicatesText(plan, fewest === most ? most : `${fewest} to ${most}`);
  const single = fewest === 1 ? `; points with one ${noun} have none` : '';
  const shape = isBand ? 'bands' : 'bars';
  return `Markers: mean over ${trainings}; ${shape}: 95 % confidence interval of the mean (Student's t)${single}.`;
}

function chanceText({ classes }: TestSet, chance: number | null, kind: ScoreKind): string {
  if (classes === null) return '';
  const where = chance === null ? ', below the range shown' : ' (dashed line)';
  const guess = `${scoreDigits(kind, classes.chance)} ${kind.unit}`;
  return ` of ${classes.count} classes; always naming the most frequent class gives ${guess}${where}`;
}

function withInterval({ mean, halfWidth }: CurveValue, kind: ScoreKind): string {
  const interval = halfWidth === null ? '' : ` ± ${scoreDigits(kind, halfWidth)}`;
  return `${scoreDigits(kind, mean)}${interval} ${kind.unit}`;
}
