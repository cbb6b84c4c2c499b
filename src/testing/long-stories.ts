/**
 * A landing waits for its tests, so what takes minutes is played when somebody asks for it, before a release at the latest:
 * `REVEILLE_LONG_STORIES=1 npm test`. What these look at in the large, shorter tests look at in the small.
 */
export const playsLongStories = process.env['REVEILLE_LONG_STORIES'] === '1'
export const whyLeftOut = 'takes long: REVEILLE_LONG_STORIES=1 plays it'
