/**
 * The physical layers and the functions below them, for browsers as well as Node: nothing here needs more than TensorFlow.js, on
 * whatever backend it runs.
 */
export { liveTensor } from './engine/live.js';
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
export { blackbodyPhotons, blackbodyRadiance } from './spectra/blackbody.js';
export { channelCentres, channelEdges, channelMeans } from './spectra/channels.js';
export { daylightPower } from './spectra/daylight.js';
export { absorption, emission, fluorophoreNames, type FluorophoreName } from './spectra/fluorophores.js';
export { siliconAbsorption, siliconResponse } from './spectra/silicon.js';
