import { expect, test } from 'vitest'
import { count, formatAge, formatClock, lastPart, shortPath } from './words.ts'

const now = new Date(2026, 10, 23, 23, 41, 7).getTime()
const ago = (seconds: number) => formatAge(now - seconds * 1_000, now)

test('ages are as short as they stay clear', () => {
  expect([ago(3), ago(47), ago(125), ago(3 * 3_600), ago(4 * 86_400), ago(40 * 86_400)]).toEqual([
    'now',
    '40 s',
    '2 m',
    '3 h',
    'Thu',
    '14 Oct',
  ])
  expect(ago(-60)).toBe('now')
})

test('times of today have seconds, older ones a weekday', () => {
  expect(formatClock(now, now)).toBe('23:41:07')
  expect(formatClock(now - 86_400_000, now)).toBe('Sun 23:41')
})

test('only the home directory itself becomes a tilde', () => {
  expect(shortPath('/home/ada/src', '/home/ada')).toBe('~/src')
  expect(shortPath('/home/ada', '/home/ada')).toBe('~')
  expect(shortPath('/home/adam/src', '/home/ada')).toBe('/home/adam/src')
  expect(shortPath('C:\\Users\\ada\\src', 'C:\\Users\\ada')).toBe('~\\src')
  expect(shortPath('/src', '')).toBe('/src')
})

test('the last part of a path names a tab', () => {
  expect([lastPart('/home/ada/'), lastPart('C:\\src\\shop'), lastPart('/')]).toEqual(['ada', 'shop', '/'])
})

test('one thing is one', () => {
  expect([count(1, 'message'), count(0, 'message'), count(1_284, 'event')]).toEqual([
    '1 message',
    '0 messages',
    '1,284 events',
  ])
})
