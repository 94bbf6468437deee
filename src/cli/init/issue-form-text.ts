/** `.github/ISSUE_TEMPLATE/baton-task.yml`: each label is a heading that Baton understands. */
export const ISSUE_FORM_TEXT = `name: Task
description: A piece of work for the board. Somebody new to it should be able to start from what stands here.
labels: [baton]
body:
  - type: input
    id: goal
    attributes:
      label: Goal
      description: One sentence. It becomes the goal of the task's baton.
      placeholder: Every request to the API leaves one structured log line
    validations:
      required: true
  - type: textarea
    id: description
    attributes:
      label: Description
      description: What is known, where to look, what must not change.
    validations:
      required: true
  - type: textarea
    id: acceptance
    attributes:
      label: Acceptance
      description: One per line. What must be true, or which checks must pass, for the task to be done.
      placeholder: |
        - the log line has method, path, status and duration
        - all tests pass
  - type: dropdown
    id: priority
    attributes:
      label: Priority
      options: [urgent, high, normal, low]
      default: 2
    validations:
      required: true
  - type: input
    id: capabilities
    attributes:
      label: Capabilities
      description: What a worker must offer, with commas between.
      placeholder: python, db
  - type: input
    id: blocked_by
    attributes:
      label: Blocked by
      description: Tasks of the board that have to end first.
      placeholder: "#41, #43"
  - type: input
    id: parent
    attributes:
      label: Parent
      description: The task this one is a part of.
      placeholder: "#40"
  - type: input
    id: due
    attributes:
      label: Due
      description: The day by which it should be done.
      placeholder: "2026-12-01"
  - type: input
    id: model_hint
    attributes:
      label: Model hint
      description: For whoever runs models, which one this is worth.
`;
