let context: AudioContext | null = null

/** A short, quiet tone; one at a time. */
export function ringBell(): void {
  context ??= new AudioContext()
  const tone = context.createOscillator()
  const volume = context.createGain()
  const { currentTime } = context
  tone.frequency.value = 880
  volume.gain.setValueAtTime(0.08, currentTime)
  volume.gain.exponentialRampToValueAtTime(0.001, currentTime + 0.15)
  tone.connect(volume).connect(context.destination)
  tone.start()
  tone.stop(currentTime + 0.15)
}
