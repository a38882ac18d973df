import {
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import type { Setting } from "./setting.ts";

const type = "AWS::DynamoDB::Table";

interface TimeToLive {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

export function tableSettings(): readonly Setting[] {
  const client = new DynamoDBClient({});
  return [
    {
      type,
      property: "TimeToLiveSpecification",
      wanted: (property) => (property as TimeToLive).AttributeName,
      async read(TableName) {
        const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName }));
        return TimeToLiveDescription?.AttributeName;
      },
      async apply(TableName, property) {
        const TimeToLiveSpecification = property as TimeToLive;
        await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
      },
    },
    {
      type,
      property: "PointInTimeRecoverySpecification",
      wanted: () => "ENABLED",
      async read(TableName) {
        const { ContinuousBackupsDescription } = await client.send(new DescribeContinuousBackupsCommand({ TableName }));
        return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
      },
      async apply(TableName) {
        const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
        await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
      },
    },
  ];
}
