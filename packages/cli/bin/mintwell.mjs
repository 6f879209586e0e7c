#!/usr/bin/env node
import { runAsProcess } from '../dist/command/main.js'

await runAsProcess()
