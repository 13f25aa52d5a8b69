/// Of the environment: sets the time without progress after which an attempt is given up, in seconds.
package let timeoutVariable = "MR_TASK_TIMEOUT"
