/** Tests trained trials on images, head by head: each alone and, where there are several, all together. */
import type { TaskName } from '../../analysis/score-kind.js';
import type { TestMetric } from '../../analysis/test-metrics.js';
import { bootstrapInterval } from '../../analysis/metrics/bootstrap.js';
import { mean } from '../../analysis/statistics.js';
import { hardenLayers, isHardenable } from '../../networks/layer-hooks.js';
import { Score, type Task, type Verdict } from '../../networks/tasks/task.js';
import { headCamera } from '../network-heads.js';
import { bootstrapSeed } from '../test-metrics.js';
import type { TrialTask } from '../trial-task.js';
import { forEachAnswer, type Member, type Questions } from './answers.js';
import { averaged, majority } from './combine.js';
import { forTask } from './for-task.js';
import type { TestImages } from './test-images.js';
import { classesOf, type TrainedHead } from './trained-head.js';
import type { ViewSet } from './views.js';

/** What a test found; a score and a loss as result.json has them. */
export interface Measured {
  readonly score: number;
  readonly loss: number;
  /** Ends of the 95 % bootstrap interval of the score over the originals of the images; null where none can be made. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly ssim: number | null;
  readonly metrics: readonly TestMetric[];
}

export interface VoteMeasured {
  /** Accuracy of the majority vote. */
  readonly score: number;
  readonly interval: Measured['interval'];
  /** Images on which several classes had most votes; the mean probability decided. */
  readonly ties: number;
}

export interface Measurement {
  /** Of each trial alone, in their order. */
  readonly alone: readonly Measured[];
  /** Of their averaged answers; null for one trial. */
  readonly together: Measured | null;
  /** Of their votes; null for one trial, and where no classes of scenes are told apart. */
  readonly vote: VoteMeasured | null;
}

/** The measurements of a head: as trained, and as built, null where no trial has a design that is built otherwise. */
export interface HeadMeasurements {
  readonly task: TaskName;
  readonly soft: Measurement;
  readonly hard: Measurement | null;
}

/**
 * Tests trials on the same images with the noise of their own test.
 *
 * @param members At least one; all of the same heads and size of scenes.
 * @returns What was found of each head, that of the task first.
 */
export async function measure(
  members: readonly Member[],
  test: TestImages,
  views: ViewSet = 'none',
): Promise<HeadMeasurements[]> {
  const questions = { members, test, views };
  const soft = await measureNow(questions);
  const { heads } = members[0]!.trial;
  const models = members.map(({ camera }) => camera.model);
  const foundWith = (hard: readonly Measurement[] | null): HeadMeasurements[] =>
    heads.map(({ task }, place) => ({ task, soft: soft[place]!, hard: hard?.[place] ?? null }));
  if (!models.some(isHardenable)) return foundWith(null);
  models.forEach(model => hardenLayers(model, true));
  try {
    return foundWith(await measureNow(questions));
  } finally {
    models.forEach(model => hardenLayers(model, false));
  }
}

async function measureNow(questions: Questions): Promise<Measurement[]> {
  const { members, test } = questions;
  const { config, heads } = members[0]!.trial;
  const tests = heads.map((head, place) =>
    forTask({ ...config, task: head.task }, test.dataset, trialTask =>
      headTest(trialTask, head, { ...questions, place }),
    ),
  );
  await forEachAnswer(questions, (answers, row) =>
    tests.forEach(({ add }, place) => add(answers[place]!, row)),
  );
  return tests.map(({ found }) => found());
}

/** A head while it is tested. */
interface HeadTest {
  /** Takes the answers of all members to an image. */
  readonly add: (answers: readonly Float32Array[], row: number) => void;
  readonly found: () => Measurement;
}

function headTest<Found extends Verdict>(
  trialTask: TrialTask<Found>,
  head: TrainedHead,
  { members, test, place }: Questions & { readonly place: number },
): HeadTest {
  const { images, rows, dataset } = test;
  const task = trialTask.test;
  const tallies = members.map(() => new Tally(task));
  const joint = members.length > 1 ? new Tally(task) : null;
  const votes: { isRight: number; isTied: boolean }[] = [];
  const isVote = joint !== null && head.task === 'classify';
  const add = (answers: readonly Float32Array[], row: number): void => {
    answers.forEach((answer, member) => tallies[member]!.add(task.judge(answer, images, row)));
    if (joint === null) return;
    const together = averaged(answers, head.task, classesOf(head));
    joint.add(task.judge(together, images, row));
    if (!isVote) return;
    const { predicted, isTied } = majority(answers.map(largest), together);
    votes.push({ isRight: Number(predicted === images.labels[row]), isTied });
  };
  const groups = Array.from(rows, row => dataset.groups[row]!);
  const measured = (tally: Tally<Found>, { trial: { config }, camera }: Member): Measured => {
    const { verdicts, score, loss } = tally;
    const reseed = (): void => undefined;
    const own = headCamera(camera, place);
    const tested = { config, camera: own, dataset, images, rows, verdicts, reseed };
    const scoreOf = (places: Uint32Array) => tally.scoreOf(places);
    return {
      ...{ score, loss, interval: intervalOf(verdicts.length, scoreOf, groups) },
      ...{ ssim: trialTask.ssim(verdicts), metrics: trialTask.metrics(tested) },
    };
  };
  const voteScore = (places: Uint32Array) => mean(Array.from(places, each => votes[each]!.isRight));
  const found = (): Measurement => ({
    alone: members.map((member, index) => measured(tallies[index]!, member)),
    together: joint && measured(joint, members[0]!),
    vote: isVote
      ? {
          score: mean(votes.map(({ isRight }) => isRight)),
          interval: intervalOf(votes.length, voteScore, groups),
          ties: votes.filter(({ isTied }) => isTied).length,
        }
      : null,
  });
  return { add, found };
}

function intervalOf(
  count: number,
  statistic: (places: Uint32Array) => number,
  groups: readonly string[],
): Measured['interval'] {
  if (new Set(groups).size < 2) return null;
  const found = bootstrapInterval(count, statistic, { seed: bootstrapSeed, groups });
  return found && [found.low, found.high];
}

/** Verdicts of all images, and what they come to. */
class Tally<Found extends Verdict> {
  readonly verdicts: Found[] = [];
  private readonly total: Score<Found>;

  constructor(private readonly task: Task<Found>) {
    this.total = new Score(task);
  }

  add(verdict: Found): void {
    this.total.add(verdict);
    this.verdicts.push(verdict);
  }

  get score(): number {
    return this.total.score;
  }

  get loss(): number {
    return this.total.loss;
  }

  scoreOf(places: Uint32Array): number {
    const chosen = Array.from(places, place => this.verdicts[place]!);
    return this.task.scoreOf?.(chosen) ?? mean(chosen.map(({ score }) => score));
  }
}

function largest(logits: Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}
