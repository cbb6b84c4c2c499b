// The mark at 44 pixels for the tray, drawn from the paths of the page's status icon "sunrise": PNG as base64.

/** Orange, for trays of any colour. */
export const plainPicture =
  'iVBORw0KGgoAAAANSUhEUgAAACwAAAAsCAYAAAAehFoBAAABoUlEQVR42u2XIY7DMBBFw8rCwsoCc4KeIGxZWE9gVlZolhOsTMrK' +
  'eoKcoKwwrCysrMzMu5EmUtbyeJOxnbVWHulLUZuMX92ZP06WpUiRIsWmoQTbKcE+QLvYYXMlWK8EU6DxOo8ZmM1gJ7GYgbkBmCfg' +
  'fwWsBKuXdjwVeOYstas9dVrHF76Bx5yas3QkO4Sd1Re3Qq8FNsBOqinAjSGRFRr5kfVK2FENdQi8CNCtEkyCWgLsizxslGCVBfrh' +
  '0B8PC2zl6hI26JKQrwwG+wv0m9LN4D7vYLAa9BMWkKTG+NnQEnI9vcMawHNDg44Qn+CjPaiDzxrkmXCgCPwegCRSl3NJuHf/l0fJ' +
  'JaAmcLYl6Ng0FwKorssmbyTftnT1ADvpGhr2ZFl8gClXQ2NWcN3Cd9hzp1CwpaVmue3vhTLilpouQwDfXA8qlgPVzTdsgewuJ+Ti' +
  'yC4Xod+GB4fRPAR9u0ac4eyQ7+zFMaDG7rPROkkiO9wTNSBlod93R3tECXbw6K++dVjaDLGIm4CPEQMftxi724xv8NwqEhVZihQp' +
  'UqyKL8lhd2HWjcTCAAAAAElFTkSuQmCC'

/** The same with a dot: somebody needs a person. */
export const needyPicture =
  'iVBORw0KGgoAAAANSUhEUgAAACwAAAAsCAYAAAAehFoBAAACEElEQVR42u2Xr4+DMBTH53BzuDkkbm5uDjeHm0bUzSFxuHMLZg63' +
  'v2CGzM2dxM3h5ubq3q2XR0KatiulZdyFl3wTwo/XD+X9YrGY7Z8aVIkHVUKgSm5QJdBR/bqWQ5WspgS7gSppOFBelL3QFGC3CAOa' +
  'yj8J67927dEDtlXkDqogHhRkh/I44C8D2N+4dgW7hILUUBBAseNlB/hpCMy0dQFMOrCtdgi7HgDLlLoAzgTAIQLHA4HLvwZ8Ggs4' +
  'RuBgIPBBFyISZXwP4KyTdM0A4LVOebpwGe8PBE4NYa+6O8svroTWAPZwVugDS9/uLi4eCxZXQkteMuKaR9Cj21HtLodN4GEAnUNB' +
  'KCpXtOjLG9g7G5L6Zn2ogP62NLUdoUq+MVSYSiyBnmmpUkEHhu3bdztliaGfOqVOUn0aTNDANfQdYWnbEAx9xeiD+bp2ByRX4EvB' +
  'Z2YQR6zdNeqC52LJM+G4A3lBVghEJTHeFcV7P/OvhqOkDqgInIwJypLmZADK62SStCbApQXYVqVr2INi8Qa7XISJGeJxjtdkzx1c' +
  'wQaKmM1UnxfDKFPEdOAC+CxZMO5Zf0U+zrZhfcnuZpb+SqjVdi35G24GtmbeH3FdGdIB/lIrFQNj7NZpra2oZIdrQzWSsODvu0lz' +
  'BAqysVhfbWujmwxTUSYC3k8YeD9G2x2nfWPNDScifzHbbLPN1st+AMqfkkmNX5y2AAAAAElFTkSuQmCC'

/** Black on nothing: a menu bar colours it itself. */
export const templatePicture =
  'iVBORw0KGgoAAAANSUhEUgAAACwAAAAsCAYAAAAehFoBAAABkUlEQVR42u2Xr+7CMBDHz83h6nCTewKeoO7ncDwBDoec2xP8HA7H' +
  'E+wJcMg53BwOVwdZck2apu3Y9Q8N6SXfhGxr+0m5710LUKJEiRKpowKAP1SVO+wKAAYAeKEGfJZt7BVYqX3OwK0BuC3AvwbMFzie' +
  'CiwrC/ctT73meBYBmGmVpaeWQ25YfA56KbAOK0Xa6a1hojlovmBxG+wL1yY1gQcBugMAgeoIsA+fZtM4oG8e/rg5YBvfKuGCrgnz' +
  '1TFhXdBPopsrHBsNVoW+4wKCagzF0ALnuseA1cFXBoNOEP9YRwdUj8+2ljFRQU2xRiBhyUtVAr9df/Mo+QmoCTzpkXMyzYkAquuU' +
  '6kZyDgArdY4Ne3AsPmJn42imBn93+M427hALtnbkbDvz91aWg5HM6ToG8CXAQcV2oLqEhmWW3aXcJlrLLrPQJcyUs9TWPMa+XZsq' +
  'w9FjvmOoijHl2FVprVLCssMDUaMlLfTvri6PbALW19DafGqGXGQ09y5j4F2KtpusfTOltX5bDEqUKFFiUbwBsZvTFoZyPnsAAAAA' +
  'SUVORK5CYII='
