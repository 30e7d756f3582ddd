/** The part of Liandong's API that the peer answers, by the same names: the same documents are sent to both. */
export const typeDefs = `#graphql
  type Query {
    board(operationId: ID!, filter: TaskFilter): Board!
  }

  type Mutation {
    planArrestTrip(input: PlanArrestTripInput!): ArrestTripPayload!
    approveArrestTrip(input: ApproveArrestTripInput!): ArrestTripPayload!
    departArrestTrip(input: DepartArrestTripInput!): ArrestTripPayload!
  }

  input TaskFilter { states: [TaskState!] }

  input PlanArrestTripInput {
    operationId: ID!
    title: String!
    destination: String!
    stops: [String!]!
    leaderId: ID!
    memberIds: [ID!]!
    departOn: String!
    dueAt: String
    idempotencyKey: String
  }

  input ApproveArrestTripInput { taskId: ID! expectedVersion: Int! idempotencyKey: String }
  input DepartArrestTripInput { taskId: ID! expectedVersion: Int! idempotencyKey: String }

  type ArrestTripPayload { task: TripState! }
  type TripState { id: ID! version: Int! state: TaskState! }

  enum TaskPhase { PLANNED ACTIVE WAITING DONE CANCELLED }
  enum TaskState { PLANNED APPROVED EN_ROUTE ON_SITE ESCORTING RETURNED CLOSED ABORTED }
  enum Priority { LOW NORMAL HIGH URGENT }

  type Board { id: ID! cursor: String! overdue: Int! columns: [BoardColumn!]! }
  type BoardColumn { phase: TaskPhase! count: Int! tasks(first: Int!): TaskConnection! }
  type TaskConnection { nodes: [Task!]! }

  interface Task {
    id: ID!
    version: Int!
    state: TaskState!
    phase: TaskPhase!
    priority: Priority!
    title: String!
    dueAt: String
    createdAt: String!
    updatedAt: String!
    leadAgency: Agency!
  }

  type ArrestTrip implements Task {
    id: ID!
    version: Int!
    state: TaskState!
    phase: TaskPhase!
    priority: Priority!
    title: String!
    dueAt: String
    createdAt: String!
    updatedAt: String!
    leadAgency: Agency!
    number: String!
    departOn: String!
    destination: Division!
    leader: Member!
    members: [Member!]!
  }

  type Agency { id: ID! name: String! }
  type Member { id: ID! name: String! }
  type Division { code: String! name: String! }
`;
