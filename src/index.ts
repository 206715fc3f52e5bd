/** The package entry: the engine, the physical layers, the data sets and the trainer, for use from code. */
export { flush, startEngine, type EngineOptions } from './engine/start.js';
export { compileStep, type Step } from './engine/compile.js';
export { liveTensor } from './engine/live.js';
export { onFallback } from './engine/fallback.js';
export {
  dropoutMask,
  liveRandomKey,
  randomBernoulli,
  randomKey,
  randomNormal,
  randomUniform,
  type RandomKey,
} from './engine/random.js';
export { randomPoisson } from './engine/random-poisson.js';
export {
  conjugate,
  fieldFromPolar,
  intensity,
  multiplyFields,
  type ComplexField,
} from './engine/fourier/complex-field.js';
export {
  convolutionMethod,
  convolveImages,
  type ConvolutionOptions,
} from './engine/fourier/convolve-images.js';
export {
  dft2,
  fftShift,
  inverseDft2,
  inverseFftShift,
  inverseRealDft2,
  realDft2,
} from './engine/fourier/dft.js';
export { applyFilter, filterField, prepareFilter, type FieldFilter } from './engine/fourier/filter-field.js';
export {
  matrixFourierTransform,
  type FourierSampling,
  type FrequencyAxis,
} from './engine/fourier/matrix-fourier.js';
export { padImages, type Boundary } from './engine/fourier/pad-images.js';
export { loadDataset } from './data/load.js';
export { drawProcedural, type ProceduralOptions } from './data/procedural/procedural-set.js';
export { splitDataset, type Split, type SplitOptions } from './data/split.js';
export { toScene } from './data/scene.js';
export { stackScenes, tupleOrder } from './data/stack-scenes.js';
export type { DataOptions, Dataset, PixelClasses, Position } from './data/dataset.js';
export { Difference, subtractPairs } from './sensor/difference.js';
export {
  blurGaussian,
  gaussianGrid,
  gaussianPixels,
  type GaussianGrid,
} from './optics/blur/gaussian-blur.js';
export { GaussianBlur, type GaussianBlurOptions } from './optics/blur/gaussian-layer.js';
export { motionKernel, type MotionPath } from './optics/blur/motion-kernel.js';
export { MotionBlur, type MotionBlurOptions } from './optics/blur/motion-layer.js';
export { OpticalConvolution, type OpticalConvolutionOptions } from './optics/blur/optical-convolution.js';
export { convolveParallel } from './optics/blur/parallel-convolution.js';
export { blurLayers, layerMasks, type DepthLayer } from './optics/depth/blur-layers.js';
export { DepthDefocus } from './optics/depth/depth-defocus.js';
export type { DepthCamera, DepthDefocusOptions } from './optics/depth/depth-options.js';
export { depthPsfs, depthPupil, type DepthPupil, type DepthSetting } from './optics/depth/depth-psf.js';
export {
  apertureDiameter,
  blurDiameter,
  depthOfField,
  hyperfocalDistance,
  workingFNumber,
  type FocusedLens,
} from './optics/depth/depth-of-field.js';
export { DiffractionBlur, type DiffractionBlurOptions } from './optics/diffraction-blur.js';
export { diffractionMtf, diffractionTransfer, samplingWarning } from './optics/diffraction.js';
export { CodedMask, type CodedMaskOptions } from './optics/masks/coded-mask.js';
export { hadamardMasks, hadamardMatrix } from './optics/masks/hadamard.js';
export { LenslessMask, type LenslessMaskOptions } from './optics/masks/lensless-layer.js';
export { maskShadow, shadowShares, type ShadowGeometry } from './optics/masks/lensless-mask.js';
export { plateCaustic, platePath, platePropagator, plateWaves } from './optics/masks/lensless-phase.js';
export { LenslessPhase, type LenslessPhaseOptions } from './optics/masks/lensless-phase-layer.js';
export { mSequence } from './optics/masks/m-sequence.js';
export { maskPattern, type PatternOptions } from './optics/masks/mask-pattern.js';
export { muraDecoder, muraMask } from './optics/masks/mura.js';
export { inverseSMatrix, sMatrix, sMatrixOrder } from './optics/masks/s-matrix.js';
export { maskSet, measureThroughMasks, type MaskSetOptions } from './optics/masks/single-pixel.js';
export { SinglePixel, type SinglePixelOptions } from './optics/masks/single-pixel-layer.js';
export { ledDirections, ledPattern, type Direction, type LedArray } from './optics/coherent/led-array.js';
export { LedMicroscope } from './optics/coherent/led-microscope.js';
export type { LedMicroscopeOptions } from './optics/coherent/led-microscope-options.js';
export { imageSamplingWarning, objectivePupils, type Objective } from './optics/coherent/objective.js';
export {
  addSources,
  coherentImages,
  thinObject,
  type Pupils,
  type ThinObject,
} from './optics/coherent/partially-coherent.js';
export { pupilBoxes, type PupilBoxes } from './optics/coherent/pupil-box.js';
export { plateBasis, platePhase } from './optics/coherent/pupil-plate.js';
export { Lens } from './optics/lens/lens.js';
export type { LensOptions } from './optics/lens/lens-options.js';
export { amplitudeSpread, pupilField } from './optics/psf/amplitude-spread.js';
export { samplesPerLambdaN, type FocalPlane } from './optics/psf/focal-plane.js';
export {
  incoherentPsf,
  normalizePsf,
  type NormalizedPsf,
  type PsfOptions,
} from './optics/psf/incoherent-psf.js';
export {
  channelPsfs,
  evenBand,
  polychromaticPsf,
  type PupilAt,
  type SpectralLine,
  type Spectrum,
} from './optics/psf/polychromatic-psf.js';
export { psfByFft, type FftPsfOptions } from './optics/psf/psf-by-fft.js';
export { samplingReport, type SamplingReport } from './optics/psf/sampling-report.js';
export {
  curveAt,
  frequencyAt,
  modulationTransfer,
  opticalTransfer,
  phaseTransfer,
  transferAlong,
  transferRadially,
  type FrequencyCurve,
} from './optics/quality/optical-transfer.js';
export {
  centroid,
  encircledEnergy,
  encircledRadius,
  fullWidthHalfMaximum,
  radialProfile,
  type RadialCurve,
  type SpotCentre,
} from './optics/quality/spot-size.js';
export { marechalStrehl, strehlRatio, wavefrontRms } from './optics/quality/wavefront.js';
export {
  angularSpectrumTransfer,
  bandLimit,
  type Propagation,
} from './optics/propagation/angular-spectrum.js';
export {
  detectorMatrix,
  detectorSquares,
  passMasks,
  quantizePhase,
} from './optics/propagation/diffractive-network.js';
export {
  DiffractiveNetwork,
  type DiffractiveNetworkOptions,
} from './optics/propagation/diffractive-network-layer.js';
export {
  beamPattern,
  elementFields,
  farFieldBeam,
  type SineGrid,
} from './optics/propagation/element-array.js';
export { ElementArray, type ElementArrayOptions } from './optics/propagation/element-array-layer.js';
export {
  fraunhoferTransform,
  fresnelNumber,
  fresnelTransfer,
  fresnelTransform,
  type SingleTransform,
} from './optics/propagation/fresnel.js';
export {
  applyPropagator,
  fieldPower,
  propagateField,
  propagator,
  type Propagator,
} from './optics/propagation/propagate.js';
export { dftFrequencies, type SampledPlane } from './optics/propagation/transfer-plane.js';
export { BlendedBlur, type BlendedBlurOptions } from './optics/shift-variant/blended-blur.js';
export { approximateField, FieldBlur, type FieldBlurOptions } from './optics/shift-variant/field-blur.js';
export { blendingWeights, interpolateField } from './optics/shift-variant/field-grid.js';
export { blurLowRank, spreadLowRank, type LowRankBlur } from './optics/shift-variant/low-rank-blur.js';
export { lowRankOfField, type LowRankField } from './optics/shift-variant/low-rank-field.js';
export { blurPatches } from './optics/shift-variant/patch-blur.js';
export { blurPerPixel, extractNeighbours } from './optics/shift-variant/per-pixel-blur.js';
export { gaussianField, type PsfField } from './optics/shift-variant/psf-field.js';
export { apertureAmplitude, type Aperture, type ApertureEdge } from './optics/pupil/aperture.js';
export { amplitudeFromValues, gaussianApodization, learnedAmplitude } from './optics/pupil/apodization.js';
export {
  defocusBasis,
  defocusRms,
  focalShift,
  thinLensW20,
  w20FromDistances,
  w20FromFocalShift,
  w20FromRms,
  type DefocusDistances,
} from './optics/pupil/defocus.js';
export {
  diffractiveFocalLength,
  foldingLevels,
  foldOpd,
  levelEfficiency,
} from './optics/pupil/diffractive.js';
export {
  boundedHeight,
  heightOpd,
  replicateElements,
  roundHeight,
  staircaseHeight,
  type HeightLevels,
} from './optics/pupil/height-map.js';
export { axiconBasis, cubicBasis, petalBasis, spiralBasis, type Petals } from './optics/pupil/phase-masks.js';
export {
  makePupil,
  pupilOpd,
  type Pupil,
  type PupilParts,
  type WavefrontTerm,
} from './optics/pupil/pupil.js';
export { mapPupil, mapPupils, pupilAxis } from './optics/pupil/pupil-grid.js';
export {
  abbeNumber,
  constantIndex,
  materials,
  refractiveIndex,
  type Material,
} from './optics/pupil/refractive-index.js';
export { seidelBasis, seidelCoefficients, type FieldPoint } from './optics/pupil/seidel.js';
export { meanSquaredCurvature, meanSquaredSlope } from './optics/pupil/smoothness.js';
export {
  zernikeIndex,
  zernikeMode,
  zernikeName,
  type ZernikeMode,
  type ZernikeOrder,
} from './optics/pupil/zernike-index.js';
export { zernike, zernikeBasis, zernikeRadial } from './optics/pupil/zernike.js';
export { cameraLayout, type LayoutOptions } from './optics/scenes/camera-layout.js';
export { Cameras, type CamerasOptions } from './optics/scenes/cameras.js';
export { overlapKernels, overlapScenes, type OverlapKernelOptions } from './optics/scenes/overlap.js';
export { Overlap, type OverlapOptions } from './optics/scenes/overlap-layer.js';
export { samplePoses, type Poses } from './optics/scenes/sample-poses.js';
export { DiscreteChoice, type ChoiceNoise, type CountRule } from './engine/discrete-choice.js';
export { keepBudget } from './engine/discrete/keep-budget.js';
export { type ChoiceRules } from './engine/discrete/rules.js';
export { sharpnessAt } from './engine/discrete/schedule.js';
export { Binning, type BinningOptions } from './sensor/binning.js';
export { Companding, type CompandingOptions } from './sensor/companding/companding.js';
export { compress, compressByParts, expand, expandByParts, type Curve } from './sensor/companding/curves.js';
export { Exposure } from './sensor/exposure.js';
export { FullWell, dynamicRange } from './sensor/full-well.js';
export { ExposureBracket, exposureShares, type ExposureBracketOptions } from './sensor/exposure-bracket.js';
export { GradedExposure, type GradedExposureOptions } from './sensor/exposure-tile-graded.js';
export { BlockBinning, type BlockBinningOptions } from './sensor/layouts/block-binning.js';
export { LayoutToGrid, type LayoutToGridOptions } from './sensor/layouts/layout-to-grid.js';
export { PixelLayout, type PixelLayoutOptions } from './sensor/layouts/pixel-layout.js';
export { mergeExposures } from './sensor/merge-exposures.js';
export { MergeExposures, type MergeExposuresOptions } from './sensor/merge-exposures-layer.js';
export { photonBudget, type BudgetStep, type PixelLight } from './sensor/photon-budget.js';
export { isReseedable, type Reseedable } from './sensor/noise-key.js';
export {
  countingRange,
  exposureReferredSnr,
  type CountingCode,
  type CountingRange,
} from './sensor/photon-counting/counting-law.js';
export { PhotonCounter, type PhotonCounterOptions } from './sensor/photon-counting/photon-counter.js';
export { PixelBits, type PixelBitsOptions } from './sensor/pixel-design/pixel-bits.js';
export { PixelGain, type PixelGainOptions } from './sensor/pixel-design/pixel-gain.js';
export { Pixels, type PixelsOptions } from './sensor/pixels.js';
export { quantize, type QuantizerForm, type Rounding } from './sensor/quantize.js';
export { Quantizer, type QuantizerOptions } from './sensor/quantizer.js';
export { ReadNoise } from './sensor/read-noise.js';
export { ShotNoise, meanElectrons } from './sensor/shot-noise.js';
export { Adam } from './networks/adam.js';
export { Standardize } from './networks/standardize.js';
export { trainModel, type TrainingOptions } from './networks/train.js';
export { TrainingStopped, type Checkpoints, type TrainingState } from './networks/training-state.js';
export { startFrom, type StartRecord } from './networks/start-weights.js';
export { graphOf, runGraph, type NetworkGraph } from './networks/graph.js';
export type { TrainingPlan } from './networks/weight-groups.js';
export { evaluate } from './networks/evaluate.js';
export { loadModel, saveModel } from './networks/save-model.js';
export { classification, type ClassVerdict } from './networks/tasks/classification.js';
export { localization, type PositionVerdict } from './networks/tasks/localization.js';
export { reconstruction } from './networks/tasks/reconstruction.js';
export { segmentation, type PixelVerdict } from './networks/tasks/segmentation.js';
export type { Task, Verdict } from './networks/tasks/task.js';
export { alexNet, type AlexNetOptions } from './networks/architectures/alexnet.js';
export {
  networkModel,
  type ArchitectureDefinition,
  type NetworkFrame,
  type NetworkPlace,
} from './networks/architectures/architecture.js';
export { autoencoder, type AutoencoderOptions } from './networks/architectures/autoencoder.js';
export { basicCnn, type BasicCnnOptions } from './networks/architectures/basic-cnn.js';
export {
  locallyConnectedDeconvolution,
  tiedDeconvolution,
  type LocallyConnectedNetworkOptions,
  type TiedOptions,
} from './networks/architectures/deconvolution.js';
export { denseNet, type DenseNetOptions } from './networks/architectures/densenet.js';
export { encoderDecoder, type EncoderDecoderOptions } from './networks/architectures/encoder-decoder.js';
export {
  fullyConvolutional,
  type FullyConvolutionalOptions,
} from './networks/architectures/fully-convolutional.js';
export { googLeNet, type GoogLeNetOptions } from './networks/architectures/googlenet.js';
export { inceptionBlock, type InceptionFilters } from './networks/architectures/inception.js';
export { layerList, type LayerListOptions } from './networks/architectures/layer-list.js';
export { leNet, type LeNetOptions } from './networks/architectures/lenet.js';
export { linearNetwork, type LinearOptions } from './networks/architectures/linear.js';
export { mobileNet, type MobileNetOptions } from './networks/architectures/mobilenet.js';
export { Parts } from './networks/architectures/parts.js';
export { perceptron, type PerceptronOptions } from './networks/architectures/perceptron.js';
export { architectures } from './networks/architectures/registry.js';
export { smallResNet, type SmallResNetOptions } from './networks/architectures/resnet-small.js';
export { resNet, type ResNetOptions } from './networks/architectures/resnet.js';
export { uNet, type UNetOptions } from './networks/architectures/unet.js';
export { vgg, type VggOptions } from './networks/architectures/vgg.js';
export {
  applyPatchWiener,
  fitPatchWiener,
  type PatchWiener,
  type PatchWienerOptions,
} from './networks/classical/patch-wiener.js';
export {
  LocallyConnected2D,
  locallyConnect,
  type LocallyConnectedOptions,
} from './networks/layers/locally-connected.js';
export { ResizeFrames, type ResizeFramesOptions } from './networks/layers/resize-frames.js';
export { SeededDropout, type SeededDropoutOptions } from './networks/layers/seeded-dropout.js';
export { balancedClassWeights } from './networks/losses/class-weights.js';
export {
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type CrossEntropyOptions,
  type SigmoidOptions,
} from './networks/losses/classification.js';
export { crossEntropyAndDice, dice, type DiceOptions, type DiceSumOptions } from './networks/losses/dice.js';
export { meanWeights, type Loss, type LossDefinition } from './networks/losses/loss.js';
export { losses } from './networks/losses/registry.js';
export { absoluteError, huber, muLaw, squaredError } from './networks/losses/regression.js';
export { l1Penalty, l2Penalty, smoothnessPenalty } from './networks/losses/regularizers.js';
export { AdamW, type AdamWOptions } from './networks/optimizers/adam-w.js';
export { clipByGlobalNorm } from './networks/optimizers/clip-gradients.js';
export { Momentum, type MomentumOptions } from './networks/optimizers/momentum.js';
export type { Optimizer, StatefulOptimizer, StepNow } from './networks/optimizers/optimizer.js';
export { optimizers, type OptimizerDefinition } from './networks/optimizers/registry.js';
export { RmsProp, type RmsPropOptions } from './networks/optimizers/rms-prop.js';
export {
  afterEpoch,
  cosineFactor,
  plateauStart,
  stepsFactor,
  warmUpFactor,
  type PlateauOptions,
  type PlateauState,
} from './networks/optimizers/schedules.js';
export {
  bootstrapInterval,
  type BootstrapInterval,
  type BootstrapOptions,
} from './analysis/metrics/bootstrap.js';
export { ClassificationTally, type CalibrationBin } from './analysis/metrics/classification-tally.js';
export { matthewsCorrelation } from './analysis/metrics/correlation.js';
export { hdrPeakSignalToNoise, muLawError, muLawTone, type ToneRange } from './analysis/metrics/hdr-error.js';
export { diceOf, iouOf, MaskTally, pooledCounts, type MaskCounts } from './analysis/metrics/mask-tally.js';
export { PositionTally } from './analysis/metrics/position-tally.js';
export {
  averagePrecision,
  macroRocAuc,
  rocAuc,
  ScoreList,
  sensitivityAt,
  type ScoredImages,
  type Sensitivity,
} from './analysis/metrics/ranking.js';
export { blackbodyPhotons, blackbodyRadiance } from './spectra/blackbody.js';
export { channelCentres, channelEdges, channelMeans } from './spectra/channels.js';
export { daylightPower } from './spectra/daylight.js';
export { absorption, emission, fluorophoreNames, type FluorophoreName } from './spectra/fluorophores.js';
export { siliconAbsorption, siliconResponse } from './spectra/silicon.js';
